import { allOk } from '../expectations.js';
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
