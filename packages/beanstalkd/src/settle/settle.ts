import type { JobQueueError } from '@jq/core/adapter';
import {
  type Lease,
  type LeaseBook,
  leaseLost,
  type Results,
  type Retry,
  timers,
} from '@jq/core/adapter';

import { type JobStats, jobStats } from '../broker/job-stats.js';
import { type LeasedJob, leasedJobOf } from '../broker/lease-connection.js';
import { replyError } from '../errors.js';
import { secondsOf } from '../seconds.js';
import { LeaseCall, type LeaseAnswer } from './lease-call.js';

/** How one verb ends leases. */
interface Ending<T> {
  /** What the server says when it worked. */
  readonly success: string;
  /** The command names the task's own priority, which must be known then. */
  readonly keepsPriority: (item: T) => boolean;
  readonly leaseOf: (item: T) => Lease;
  /** The command without CRLF. */
  readonly command: (item: T, jobId: string, priority: number) => string;
}

const itself = (lease: Lease): Lease => lease;

const completing: Ending<Lease> = {
  success: 'DELETED',
  keepsPriority: () => false,
  leaseOf: itself,
  command: (_lease, jobId) => `delete ${jobId}`,
};

const holding: Ending<Lease> = {
  success: 'BURIED',
  keepsPriority: () => true,
  leaseOf: itself,
  command: (_lease, jobId, priority) => `bury ${jobId} ${priority}`,
};

const retrying: Ending<Retry> = {
  success: 'RELEASED',
  keepsPriority: ({ priority }) => priority === undefined,
  leaseOf: ({ lease }) => lease,
  command: ({ delayMs, priority }, jobId, own) =>
    `release ${jobId} ${priority ?? own} ${secondsOf(delayMs)}`,
};

export const complete = (leases: readonly Lease[]): Promise<Results> => end(leases, completing);
export const hold = (leases: readonly Lease[]): Promise<Results> => end(leases, holding);
export const retry = (retries: readonly Retry[]): Promise<Results> => end(retries, retrying);

/** Whether a completion that comes after its lease had ended can be tried. */
export function mayComplete(lease: Lease, book: LeaseBook): boolean {
  const delivery: LeasedJob | undefined = leasedJobOf(lease);
  return delivery?.lapsed === true && delivery.connection.takesLate(book);
}

/** Ends leases, each over the connection that holds it. */
async function end<T>(items: readonly T[], ending: Ending<T>): Promise<Results> {
  const results: (JobQueueError | undefined)[] = Array.from({ length: items.length });
  const call = new LeaseCall((index, delivery, answer) => {
    results[index] = judge(ending.success, delivery, answer);
  });
  const prepared: Promise<void>[] = [];
  for (const [index, item] of items.entries()) {
    const delivery = leasedJobOf(ending.leaseOf(item));
    const send = (priority: number): void => {
      delivery.connection.letGo(delivery);
      call.send(index, delivery, ending.command(item, delivery.jobId, priority));
    };
    const refuse = (error: JobQueueError): void => void (results[index] = error);
    if (isReady(ending, item, delivery)) send(delivery.priority ?? 0);
    else prepared.push(prepare(ending.success === 'DELETED', delivery).then(send, refuse));
  }
  await Promise.all(prepared);
  await call.finished();
  return results;
}

/**
 * Nothing has to be asked before. The server deletes also what is no longer ours, once nobody has
 * it.
 */
function isReady<T>({ success, keepsPriority }: Ending<T>, item: T, delivery: LeasedJob): boolean {
  if (success === 'DELETED') return timers.now() < delivery.lease.expiresAt && !delivery.lapsed;
  return delivery.priority !== undefined || !keepsPriority(item);
}

/** Finds the priority out, and before a late complete that nobody took the task since. */
async function prepare(completes: boolean, delivery: LeasedJob): Promise<number> {
  const stats = await askAbout(delivery).catch(() => undefined);
  if (stats === undefined || (completes && !isStillOurs(delivery, stats)))
    throw leaseLost(delivery.lease);
  return stats.priority;
}

/** The end of its connection ends a lease, whatever became of the command. */
function judge(
  success: string,
  { lease, connection }: LeasedJob,
  { line, error }: LeaseAnswer,
): JobQueueError | undefined {
  if (line === success) return undefined;
  if (error !== undefined) return error.code === 'ambiguous' ? error : leaseLost(lease);
  if (line === 'NOT_FOUND') return leaseLost(lease);
  return replyError(connection.wire.server, line);
}

/** Restarts the ttr of leases; answers when each ends then. */
export async function touch(leases: readonly Lease[], book: LeaseBook): Promise<Results<number>> {
  const results: (number | JobQueueError)[] = [];
  const sentAt = timers.now();
  const call = new LeaseCall((index, delivery, answer) => {
    results[index] = touched(book, delivery, answer, sentAt);
  });
  for (const [index, lease] of leases.entries()) {
    const delivery = leasedJobOf(lease);
    call.send(index, delivery, `touch ${delivery.jobId}`);
  }
  await call.finished();
  return results;
}

function touched(
  book: LeaseBook,
  delivery: LeasedJob,
  { line, error }: LeaseAnswer,
  sentAt: number,
): number | JobQueueError {
  const { connection, lease, brokerTtrMs } = delivery;
  if (line === 'TOUCHED' && book.has(lease)) {
    connection.prolong(delivery, timers.now() + brokerTtrMs);
    return sentAt + lease.ttrMs;
  }
  connection.lapse(delivery);
  if (error?.code === 'ambiguous') return error;
  if (line === undefined || line === 'NOT_FOUND' || line === 'TOUCHED') return leaseLost(lease);
  return replyError(connection.wire.server, line);
}

/**
 * What the server knows about a delivered job; undefined when it is gone. Over its own connection.
 */
async function askAbout({ connection, jobId }: LeasedJob): Promise<JobStats | undefined> {
  const { line, body } = await connection.wire.call(`stats-job ${jobId}`);
  if (body !== undefined) return jobStats(body);
  if (line === 'NOT_FOUND') return undefined;
  throw replyError(connection.wire.server, line);
}

/** Nobody was given the task after this delivery, and nobody has it now but perhaps its holder. */
function isStillOurs({ attempts }: LeasedJob, { state, reserves }: JobStats): boolean {
  return reserves === attempts && (state === 'ready' || state === 'reserved');
}
