import type { Lease, Retry } from '../adapter/adapter.js';
import { checkRetry } from '../adapter/checks.js';
import { leaseLost, type LeaseBook, type SettleVerb } from '../adapter/lease-book.js';
import type { JobQueueError } from '../errors.js';
import type { QueueState, TaskRecord } from './queue-state.js';
import type { MemoryStore } from './store.js';
import { memorySupports } from './supports.js';

/** What one adapter settles with: the shared store and its own leases. */
export interface Desk {
  readonly store: MemoryStore;
  readonly book: LeaseBook;
}

type Outcome = JobQueueError | undefined;

/** Ends a lease once, by `act` on its task. */
function settle(
  { store, book }: Desk,
  lease: Lease,
  verb: SettleVerb,
  act: (queue: QueueState, task: TaskRecord) => void,
): Outcome {
  const reserved = store.reservedBy(lease);
  const verdict = book.settle(lease, verb);
  if (verdict === 'done') return undefined;
  if (verdict !== 'send') return verdict;
  if (reserved === undefined) return leaseLost(lease);
  act(reserved.queue, reserved.task);
  return undefined;
}

export function complete(desk: Desk, lease: Lease): Outcome {
  return settle(desk, lease, 'complete', (queue, task) => queue.delete(task));
}

export function hold(desk: Desk, lease: Lease): Outcome {
  return settle(desk, lease, 'hold', (queue, task) => queue.move(task, 'held'));
}

export function retry(desk: Desk, asked: Retry): Outcome {
  const { lease, delayMs, priority } = asked;
  const refusal = checkRetry(asked, memorySupports);
  if (refusal !== undefined) return refusal;
  return settle(desk, lease, 'retry', (queue, task) => {
    task.priority = priority ?? task.priority;
    if (delayMs === 0) queue.move(task, 'ready');
    else queue.move(task, 'delayed', desk.store.clock.monotonic() + delayMs);
  });
}

export function touch({ store, book }: Desk, lease: Lease): Outcome {
  const reserved = store.reservedBy(lease);
  const refusal = book.refusal(lease);
  if (refusal !== undefined) return refusal;
  if (reserved === undefined) return leaseLost(lease);
  const expiresAt = store.clock.monotonic() + lease.ttrMs;
  reserved.queue.move(reserved.task, 'reserved', expiresAt);
  (lease as { expiresAt: number }).expiresAt = expiresAt;
  return undefined;
}
