import type { Crowd } from './crowd.js';

/** Does what people do to queues at work. */
export async function operate(crowd: Crowd): Promise<void> {
  const { lab, random } = crowd;
  const adapter = await crowd.connect();
  while (!crowd.over) {
    const queue = random.pick(crowd.queues);
    const chance = random.below(5);
    if (chance === 0 && lab.has('HOLD')) await adapter.unhold(queue, { max: 1 + random.below(3) });
    if (chance === 1 && lab.has('PAUSE')) {
      await adapter.pause(queue, Math.ceil(lab.shortMs / 4));
      await lab.sleep(random.below(lab.shortMs / 2));
      if (random.onceIn(2)) await adapter.pause(queue, 0);
    }
    if (chance === 2 && lab.has('REMOVE'))
      await adapter.remove(queue, [`task-${1 + random.below(80)}`]);
    if (chance === 3 && lab.has('STATS')) await adapter.stats(queue);
    if (chance === 4 && lab.has('PEEK'))
      await adapter.peek(queue, lab.supports.peek[0] ?? 'ready', 5);
    await lab.sleep(random.below(lab.shortMs / 4));
  }
  await adapter.close();
}
