import { isBefore, type Ledger, type LeaseTrack, type TaskTrack } from './ledger.js';

/** A delivery, and since when its task was ready before it. */
export interface Placed {
  readonly lease: LeaseTrack;
  readonly readySince: number;
}

/** A better task that was ready all the while must not have been passed over. */
export function checkOrder(ledger: Ledger, lease: LeaseTrack): void {
  const { task, taken, attempts } = lease;
  if (ledger.supports.ordering !== 'exact' || task.blurred || task.priority === undefined) return;
  // A gap in the count is a delivery nobody noted: then it was not ready all the while.
  if (attempts !== (task.leases.at(-1)?.attempts ?? 0) + 1) return;
  const sibling = task.batch.find(
    (other) =>
      other.index > task.index &&
      other.priority === task.priority &&
      other.taken.begun > task.readySince &&
      isBefore(other.taken, taken),
  );
  const { order } = ledger.queue(task.queue);
  const passedOver = sibling?.taken ?? order.worse(task, task.priority, taken);
  if (passedOver !== undefined)
    report(ledger, lease, `a worse task was given out at ${passedOver.to}`);
}

/** Within one answer the better task comes first, unless it became ready only meanwhile. */
export function checkAnswerOrder(ledger: Ledger, placed: readonly Placed[]): void {
  if (ledger.supports.ordering !== 'exact') return;
  for (const [index, { lease, readySince }] of placed.entries()) {
    const before = placed[index - 1]?.lease.task;
    const { task, taken } = lease;
    if (before === undefined || before.queue !== task.queue) continue;
    if (before.blurred || task.blurred || readySince > taken.begun) continue;
    if (isBetter(task, before)) report(ledger, lease, `came after ${before.id} in one answer`);
  }
}

function isBetter(one: TaskTrack, other: TaskTrack): boolean {
  if (one.priority === undefined || other.priority === undefined) return false;
  if (one.priority !== other.priority) return one.priority < other.priority;
  return one.batch === other.batch ? one.index < other.index : isBefore(one.put, other.put);
}

function report(ledger: Ledger, lease: LeaseTrack, message: string): void {
  ledger.report('order', { at: lease.taken.to, by: lease.by }, lease.task, message);
}
