import type { DeliveryRecord } from './event.js';
import {
  endOf,
  type Ledger,
  leaseKey,
  type LeaseTrack,
  type Span,
  surelyAfter,
  taskKey,
  type TaskTrack,
} from './ledger.js';

interface Note {
  readonly lease: LeaseTrack;
  readonly record: DeliveryRecord;
}

/** A reserve was answered: every delivery is checked against all that is known, then noted. */
export function deliver(
  ledger: Ledger,
  by: string,
  taken: Span,
  deliveries: readonly DeliveryRecord[],
): void {
  const notes = deliveries.map((record) => {
    const task =
      ledger.tasks.get(taskKey(record.queue, record.id)) ?? ghost(ledger, by, taken, record);
    const lease: LeaseTrack = {
      key: leaseKey(by, record.lease),
      by,
      task,
      taken,
      attempts: record.attempts,
      until: record.until,
      over: Infinity,
      settledBy: undefined,
    };
    if (record.digest !== task.digest && !task.blurred)
      report(ledger, lease, 'bytes', `the body has digest ${record.digest}, was ${task.digest}`);
    checkTime(ledger, lease);
    checkExclusive(ledger, lease);
    checkAttempts(ledger, lease);
    checkOrder(ledger, lease);
    return { lease, record };
  });
  checkBatch(ledger, notes);
  for (const each of notes) note(ledger, each);
}

/** A delivery of a task that should not be there. */
function ghost(ledger: Ledger, by: string, taken: Span, record: DeliveryRecord): TaskTrack {
  const gone = ledger.gone.get(taskKey(record.queue, record.id));
  const event = { at: taken.to, by };
  if (gone === undefined) ledger.report('ghost', event, record, 'nobody put this task');
  else if (surelyAfter({ taken, until: record.until }, { from: gone, to: gone }))
    ledger.report('after-complete', event, record, `its end was acknowledged at ${gone}`);
  return {
    queue: record.queue,
    id: record.id,
    digest: record.digest,
    put: { from: -Infinity, to: Infinity },
    index: 0,
    batch: [],
    refused: false,
    blurred: true,
    priority: record.priority,
    delay: { earliest: -Infinity, span: taken },
    readyFrom: Infinity,
    held: undefined,
    doubts: 1,
    leases: [],
  };
}

function checkTime(ledger: Ledger, lease: LeaseTrack): void {
  const { task, taken } = lease;
  if (task.refused) report(ledger, lease, 'ghost', 'its put was refused');
  // Whole milliseconds, as brokers count; the fraction is the difference between clocks.
  const { earliest, span } = task.delay;
  if (Math.ceil(taken.to - earliest) < 0 && !task.blurred && surelyAfter(lease, span))
    report(ledger, lease, 'early', `not before ${earliest}`);
  if (task.held !== undefined && surelyAfter(lease, task.held))
    report(ledger, lease, 'held', `held since ${task.held.to}`);
  const { paused } = ledger.queue(task.queue);
  if (taken.from > paused.from && taken.to < paused.to)
    report(ledger, lease, 'paused', `the queue was paused from ${paused.from} to ${paused.to}`);
}

function checkExclusive(ledger: Ledger, lease: LeaseTrack): void {
  if (ledger.twofold(lease.task)) return;
  for (const other of lease.task.leases) {
    const end = endOf(other);
    const later = other.taken.to <= lease.taken.from || lease.taken.to < lease.until;
    if (lease.taken.to < end && later)
      report(
        ledger,
        lease,
        'double-lease',
        `${other.by} has it since ${other.taken.to} until ${end}`,
      );
  }
}

function checkAttempts(ledger: Ledger, lease: LeaseTrack): void {
  const before = lease.task.leases.at(-1);
  if (ledger.supports.attempts !== 'exact' || lease.attempts === undefined || before === undefined)
    return;
  const [earlier, now] = [before.attempts ?? 0, lease.attempts];
  const surelyLater = lease.taken.from >= before.taken.to;
  if (now === earlier || (surelyLater && now < earlier))
    report(ledger, lease, 'attempts', `attempt ${now} after attempt ${earlier}`);
}

/** A better task that was ready all the while must not have been passed over. */
function checkOrder(ledger: Ledger, lease: LeaseTrack): void {
  const { task, taken, attempts } = lease;
  if (ledger.supports.ordering !== 'exact' || task.blurred || task.priority === undefined) return;
  // A gap in the count is a delivery nobody noted: then it was not ready all the while.
  if (attempts !== (task.leases.at(-1)?.attempts ?? 0) + 1) return;
  const { order } = ledger.queue(task.queue);
  const behind = task.batch.find(
    (other) =>
      other.index > task.index &&
      other.priority === task.priority &&
      other.taken.from > task.readyFrom &&
      other.taken.to < taken.from,
  );
  const passedOver =
    behind?.taken.to ?? order.worse(task.priority, task.put.to, task.readyFrom, taken.from);
  if (passedOver !== undefined)
    report(
      ledger,
      lease,
      'order',
      `a worse task was given out at ${passedOver}, ready since ${task.readyFrom}`,
    );
}

/** Within one answer the better task comes first, unless it became ready only meanwhile. */
function checkBatch(ledger: Ledger, notes: readonly Note[]): void {
  if (ledger.supports.ordering !== 'exact') return;
  for (const [index, { lease }] of notes.entries()) {
    const before = notes[index - 1]?.lease.task;
    const { task, taken } = lease;
    if (before === undefined || before.queue !== task.queue || before.blurred || task.blurred)
      continue;
    if (task.readyFrom > taken.from || task.priority === undefined) continue;
    const better =
      before.priority !== undefined &&
      (task.priority < before.priority ||
        (task.priority === before.priority && isPutBefore(task, before)));
    if (better) report(ledger, lease, 'order', `came after task ${before.id} in one answer`);
  }
}

function isPutBefore(one: TaskTrack, other: TaskTrack): boolean {
  return one.batch === other.batch ? one.index < other.index : one.put.to < other.put.from;
}

function note(ledger: Ledger, { lease, record }: Note): void {
  const { task, taken } = lease;
  task.priority = record.priority ?? task.priority;
  if (!task.blurred && task.priority !== undefined && ledger.supports.ordering === 'exact') {
    ledger.queue(task.queue).order.add(taken.from, taken.to, task.priority, task.put.from);
    task.batch.push({ index: task.index, priority: task.priority, taken });
  }
  task.readyFrom = Infinity;
  task.leases.push(lease);
  ledger.leases.set(lease.key, lease);
}

function report(
  ledger: Ledger,
  lease: LeaseTrack,
  kind: Parameters<Ledger['report']>[0],
  message: string,
): void {
  ledger.report(kind, { at: lease.taken.to, by: lease.by }, lease.task, message);
}
