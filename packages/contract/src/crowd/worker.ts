import type { Reservation } from '@jq/core/adapter';

import type { Connection } from '../lab.js';
import type { Crowd } from './crowd.js';

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
