import type { Reservation } from '@jq/core/adapter';

import { allOk } from '../expectations.js';
import type { Connection } from '../space.js';
import type { Crowd } from './crowd.js';

/** Puts batches until there is nothing left to put. */
export async function produce(crowd: Crowd): Promise<void> {
  const { lab, random } = crowd;
  const adapter = await crowd.connect();
  while (crowd.left > 0) {
    const size = Math.min(crowd.left, 1 + random.below(4));
    crowd.left -= size;
    const tasks = Array.from({ length: size }, () =>
      lab.task({
        priority: lab.urgency(random.pick([512, 512, 1, 9])),
        delayMs: lab.has('DELAY') && random.onceIn(4) ? 1 + random.below(lab.shortMs) : 0,
        ttrMs: random.onceIn(3) ? lab.shortMs : lab.longMs,
      }),
    );
    allOk(await adapter.put(random.pick(crowd.queues), tasks), size);
    await crowd.breathe();
  }
  await adapter.close();
}

/** Reserves and does all kinds of things with what it gets; closes and comes back now and then. */
export async function work(crowd: Crowd): Promise<void> {
  const { lab, random } = crowd;
  let adapter = await crowd.connect();
  while (!crowd.over) {
    const queues = random.onceIn(2) ? crowd.queues : [random.pick(crowd.queues)];
    const waitMs = Math.min(lab.supports.maxWaitMs, Math.ceil(lab.shortMs / 4));
    const got = await adapter.reserve(queues, { max: 1 + random.below(4), waitMs });
    await Promise.all(got.map((each) => handle(crowd, adapter, each)));
    if (random.onceIn(12)) {
      await adapter.close();
      adapter = await crowd.connect();
    }
  }
  await adapter.close();
}

async function handle(crowd: Crowd, adapter: Connection, { lease }: Reservation): Promise<void> {
  const { lab, random } = crowd;
  await crowd.breathe();
  const chance = random.below(16);
  if (chance === 0) return;
  if (chance === 1 && lease.ttrMs === lab.shortMs) await lab.sleep(lab.shortMs);
  if (chance === 2 && lab.has('TOUCH')) {
    await adapter.touch([lease]);
    await lab.sleep(lab.shortMs / 2);
  }
  if (chance === 3 && lab.has('HOLD')) await adapter.hold([lease]);
  else if (chance < 7) {
    const delayMs = lab.has('DELAY') && random.onceIn(2) ? 1 + random.below(lab.shortMs) : 0;
    await adapter.retry([{ lease, delayMs }]);
  } else await adapter.complete([lease]);
  if (chance === 8) await adapter.complete([lease]);
}

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
