import type { QueueStats } from '@jq/core';

import { bootMs } from './boot-clock.js';
import { type Workplace, QUEUES, rest, SCRATCH } from './workplace.js';

const LONGEST_MS = 30_000;

/**
 * What a fresh process does when all is over: lets everything become ready, then completes every
 * task. Says a fault if the queues don't run empty.
 */
export async function drain(place: Workplace): Promise<void> {
  for (const queue of [...QUEUES, SCRATCH]) {
    await place.adapter.pause(queue, 0);
    await settleDown(place, queue);
    await empty(place, queue);
  }
}

/** Until nothing is delayed, reserved or held. */
async function settleDown({ adapter, stop }: Workplace, queue: string): Promise<void> {
  const giveUp = bootMs() + LONGEST_MS;
  while (bootMs() < giveUp) {
    await adapter.unhold(queue, { max: 1_000_000 });
    const stats = await adapter.stats(queue);
    if (stats !== undefined && stats.delayed + stats.reserved + stats.held === 0) return;
    await rest(50, stop);
  }
  adapter.fault(`after ${LONGEST_MS} ms of quiet, not everything in ${queue} was ready`);
}

async function empty({ adapter, stop }: Workplace, queue: string): Promise<void> {
  const giveUp = bootMs() + LONGEST_MS;
  while (bootMs() < giveUp) {
    const taken = await adapter.reserve([queue], { max: 100, waitMs: 0 });
    await adapter.complete(taken.map(({ lease }) => lease));
    if (taken.length > 0) continue;
    const left = await adapter.stats(queue);
    if (left !== undefined && total(left) === 0) return;
    await rest(50, stop);
  }
  adapter.fault(`${queue} was not empty after ${LONGEST_MS} ms of draining`);
}

function total({ ready, delayed, reserved, held }: QueueStats): number {
  return ready + delayed + reserved + held;
}
