import {
  JobQueueError,
  type Lease,
  leaseLost,
  type Results,
  type Retry,
  systemClock,
} from '@jq/core/adapter';

import type { Argument } from './broker/call.js';
import { isDone, outcomeOf, type RedisLease } from './broker/lease.js';
import type { Server } from './broker/server.js';
import { slicesOf } from './broker/slices.js';

/** One lease of a batch, and what the script is told about it. */
interface Item {
  readonly lease: RedisLease;
  readonly index: number;
  readonly args: readonly Argument[];
}

/** What is done with the leases of one call. */
interface Sending {
  readonly script: 'retry' | 'hold' | 'touch';
  readonly items: readonly Item[];
  readonly timeoutMs?: number | undefined;
}

/** Completing travels with the request for the next tasks. */
export function complete({ cycles }: Server, leases: readonly Lease[]): Promise<Results> {
  return cycles.complete(leases);
}

export function retry(server: Server, retries: readonly Retry[]): Promise<Results> {
  const items = retries.map(({ lease, delayMs, priority }, index) =>
    itemOf(lease, index, String(delayMs), String(priority ?? '')),
  );
  return send(server, { script: 'retry', items });
}

export function hold(server: Server, leases: readonly Lease[]): Promise<Results> {
  return send(server, { script: 'hold', items: leases.map((lease, i) => itemOf(lease, i)) });
}

/** Answers when each lease ends then. */
export async function touch(server: Server, leases: readonly Lease[]): Promise<Results<number>> {
  const sentAt = systemClock.monotonic();
  const items = leases.map((lease, i) => itemOf(lease, i, String(lease.ttrMs)));
  const outcomes = await send(server, { script: 'touch', items });
  return leases.map((lease, i) => outcomes[i] ?? sentAt + lease.ttrMs);
}

/** Makes tasks ready that nobody will work on here; what cannot be told lapses. */
export async function giveBack(
  server: Server,
  leases: readonly Lease[],
  timeoutMs?: number,
): Promise<void> {
  const items = leases.map((lease, i) => itemOf(lease, i, '0', ''));
  await send(server, { script: 'retry', items, timeoutMs });
}

function itemOf(lease: Lease, index: number, ...args: readonly string[]): Item {
  return { lease: lease as RedisLease, index, args: [(lease as RedisLease).token, ...args] };
}

async function send(server: Server, { items, ...sending }: Sending): Promise<Results> {
  const outcomes: (JobQueueError | undefined)[] = items.map(() => undefined);
  const queues = new Map<string, Item[]>();
  for (const item of items) {
    const list = queues.get(item.lease.queue);
    if (list === undefined) queues.set(item.lease.queue, [item]);
    else list.push(item);
  }
  const sends: Promise<void>[] = [];
  for (const [queue, list] of queues)
    for (const slice of slicesOf(list))
      sends.push(sendSlice(server, queue, { ...sending, items: slice }, outcomes));
  await Promise.all(sends);
  return outcomes;
}

async function sendSlice(
  server: Server,
  queue: string,
  { script, items, timeoutMs }: Sending,
  outcomes: (JobQueueError | undefined)[],
): Promise<void> {
  const sending = { times: 0 };
  const args = items.flatMap((item) => item.args);
  const options = timeoutMs === undefined ? { sending } : { sending, timeoutMs };
  try {
    const verdicts = (await server.run(script, queue, args, options)) as Buffer;
    for (const [i, { lease, index }] of items.entries())
      if (script !== 'touch') outcomes[index] = outcomeOf(verdicts, i, lease, sending.times > 1);
      // Whoever ended the lease, there is nothing left to touch.
      else if (!isDone(verdicts, i)) outcomes[index] = leaseLost(lease);
  } catch (error) {
    const failure = JobQueueError.from(error, script);
    for (const { lease, index } of items) {
      outcomes[index] = failure;
      if (script !== 'touch') lease.doubtful ||= sending.times > 0;
    }
  }
}
