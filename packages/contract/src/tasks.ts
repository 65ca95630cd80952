import {
  DEFAULT_PRIORITY,
  JobQueueError,
  type Lease,
  type NewTask,
  type Reservation,
  type Results,
} from '@jq/core/adapter';

/**
 * A task for a test of an adapter: with its id as body, and a ttr of a minute, unless told
 * otherwise.
 */
export function task(id: string, rest: Partial<NewTask> = {}): NewTask {
  const body = new TextEncoder().encode(id);
  return { id, body, priority: DEFAULT_PRIORITY, delayMs: 0, ttrMs: 60_000, ...rest };
}

/** Several of them: `task-0`, `task-1` and so on. */
export function tasks(count: number, rest: Partial<NewTask> = {}): NewTask[] {
  return Array.from({ length: count }, (_, index) => task(`task-${index}`, rest));
}

/** Their tasks' ids, in the same order. */
export function idsOf(reservations: readonly Reservation[]): string[] {
  return reservations.map(({ lease }) => lease.taskId);
}

/** Their leases, in the same order. */
export function leasesOf(reservations: readonly Reservation[]): Lease[] {
  return reservations.map(({ lease }) => lease);
}

/** A batch's results as words: `ok`, or the code of what went wrong, by index. */
export function outcomes(results: Results<unknown>): string[] {
  return results.map((each) => (JobQueueError.is(each) ? each.code : 'ok'));
}
