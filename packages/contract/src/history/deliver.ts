import type { DeliveryRecord } from './event.js';
import {
  isBefore,
  type Ledger,
  leaseKey,
  type LeaseTrack,
  surelyAfter,
  taskKey,
  type TaskTrack,
} from './ledger.js';
import { checkAnswerOrder, checkOrder, type Placed } from './order.js';
import type { Span } from './span.js';
import type { ViolationKind } from './violation.js';

/** A reserve was answered: every delivery is checked against all that is known, then noted. */
export function deliver(
  ledger: Ledger,
  by: string,
  taken: Span,
  deliveries: readonly DeliveryRecord[],
): void {
  const placed: Placed[] = [];
  for (const record of deliveries) {
    const known = ledger.tasks.get(taskKey(record.queue, record.id));
    const lease: LeaseTrack = {
      key: leaseKey(by, record.lease),
      by,
      task: known ?? ghostOf(record, taken),
      taken,
      attempts: record.attempts,
      until: record.until,
      // A connection that ends gives back also what its last reserve brings.
      over: ledger.ended.has(by) ? taken.begun : Infinity,
      settledBy: undefined,
    };
    if (known === undefined) checkGhost(ledger, lease);
    checkTask(ledger, lease, record);
    checkExclusive(ledger, lease);
    checkAttempts(ledger, lease);
    checkOrder(ledger, lease);
    placed.push({ lease, readySince: lease.task.readySince });
    note(ledger, lease, record);
  }
  checkAnswerOrder(ledger, placed);
}

function checkGhost(ledger: Ledger, lease: LeaseTrack): void {
  const { queue, id } = lease.task;
  const gone = ledger.gone.get(taskKey(queue, id));
  if (gone === undefined) report(ledger, lease, 'ghost', 'nobody put this task');
  else if (surelyAfter(lease, gone))
    report(ledger, lease, 'after-complete', `its end was acknowledged at ${gone.to}`);
}

/** A task that should not be there. */
function ghostOf(record: DeliveryRecord, taken: Span): TaskTrack {
  return {
    queue: record.queue,
    id: record.id,
    digest: record.digest,
    put: { from: -Infinity, to: Infinity, begun: -Infinity, done: Infinity },
    index: 0,
    batch: [],
    refused: false,
    blurred: true,
    priority: record.priority,
    delay: { earliest: -Infinity, span: taken },
    readySince: Infinity,
    held: undefined,
    doubts: 1,
    leases: [],
  };
}

function checkTask(ledger: Ledger, lease: LeaseTrack, record: DeliveryRecord): void {
  const { task, taken } = lease;
  if (record.digest !== task.digest && !task.blurred)
    report(ledger, lease, 'bytes', `the body has digest ${record.digest}, was ${task.digest}`);
  if (task.refused) report(ledger, lease, 'ghost', 'its put was refused');
  // Whole milliseconds, as brokers count; the fraction is the difference between clocks.
  const { earliest, span } = task.delay;
  if (Math.ceil(taken.to - earliest) < 0 && !task.blurred && surelyAfter(lease, span))
    report(ledger, lease, 'early', `not before ${earliest}`);
  if (task.held !== undefined && surelyAfter(lease, task.held))
    report(ledger, lease, 'held', `held since ${task.held.to}`);
  const { paused } = ledger.queue(task.queue);
  if (taken.begun > paused.done && taken.to < paused.until)
    report(ledger, lease, 'paused', `the queue was paused until ${paused.until}`);
}

function checkExclusive(ledger: Ledger, lease: LeaseTrack): void {
  if (ledger.twofold(lease.task)) return;
  const now = lease.taken.to;
  for (const other of lease.task.leases) {
    const lives = other.over === Infinity && now < other.until;
    // An answer that was late may be of a lease that ended before the other began.
    const later = isBefore(other.taken, lease.taken) || now < lease.until;
    if (lives && later && lease.over === Infinity)
      report(ledger, lease, 'double-lease', `${other.by} has it until ${other.until}`);
  }
}

function checkAttempts(ledger: Ledger, lease: LeaseTrack): void {
  const before = lease.task.leases.at(-1);
  if (ledger.supports.attempts !== 'exact' || lease.attempts === undefined || before === undefined)
    return;
  const [earlier, now] = [before.attempts ?? 0, lease.attempts];
  if (now === earlier || (isBefore(before.taken, lease.taken) && now < earlier))
    report(ledger, lease, 'attempts', `attempt ${now} after attempt ${earlier}`);
}

function note(ledger: Ledger, lease: LeaseTrack, record: DeliveryRecord): void {
  const { task, taken } = lease;
  task.priority = record.priority ?? task.priority;
  if (!task.blurred && task.priority !== undefined && ledger.supports.ordering === 'exact') {
    const { priority, put, index, batch } = task;
    ledger.queue(task.queue).order.add(taken, priority, put);
    batch.push({ index, priority, taken });
  }
  task.readySince = Infinity;
  task.leases.push(lease);
  ledger.leases.set(lease.key, lease);
}

function report(ledger: Ledger, lease: LeaseTrack, kind: ViolationKind, message: string): void {
  ledger.report(kind, { at: lease.taken.to, by: lease.by }, lease.task, message);
}
