import type { ErrorCode } from '@jq/core/adapter';

import type { RecordedAnswer, RecordedCall, RetryRecord } from './event.js';
import { isBefore, type Ledger, leaseKey, type LeaseTrack, type TaskTrack } from './ledger.js';
import type { Span } from './span.js';

type SettleCall = Extract<RecordedCall, { readonly leases: readonly number[] }>;

/** The holder begins to give leases up; from now on nothing is sure about them. */
export function settleAsked(ledger: Ledger, by: string, place: number, call: SettleCall): void {
  if (call.verb === 'touch') return;
  for (const lease of leasesOf(ledger, by, call)) {
    if (lease === undefined) continue;
    lease.over = Math.min(lease.over, place);
    if (call.verb === 'complete') lease.task.doubts += 1;
  }
}

export function settleAnswered(
  ledger: Ledger,
  by: string,
  span: Span,
  call: SettleCall,
  answer: RecordedAnswer,
): void {
  for (const [index, lease] of leasesOf(ledger, by, call).entries()) {
    if (lease === undefined) continue;
    const code = answer.results?.[index];
    if (code === null) {
      checkFenced(ledger, lease, span, call.verb);
      if (call.verb === 'touch') lease.until = Math.max(lease.until, answer.until?.[index] ?? 0);
      else if (lease.settledBy === undefined) settled(ledger, lease, span, call, index);
    } else if (code !== undefined) refused(ledger, lease, span, call, code);
  }
}

function leasesOf(ledger: Ledger, by: string, call: SettleCall): (LeaseTrack | undefined)[] {
  return call.leases.map((lease) => ledger.leases.get(leaseKey(by, lease)));
}

function settled(
  ledger: Ledger,
  lease: LeaseTrack,
  span: Span,
  call: SettleCall,
  index: number,
): void {
  const { task } = lease;
  lease.settledBy = call.verb;
  if (call.verb === 'complete') ledger.bury(task, span);
  else if (call.verb === 'hold') held(ledger, task, span);
  else if ('retries' in call) retried(lease, span, call.retries[index]);
}

/** An unhold that overlaps may have freed it again already. */
function held(ledger: Ledger, task: TaskTrack, span: Span): void {
  const queue = ledger.queue(task.queue);
  if (queue.unholds.open > 0 || queue.unholds.lastDone > span.begun) return;
  task.held = span;
  queue.held.add(task);
}

function retried(lease: LeaseTrack, span: Span, how: RetryRecord | undefined): void {
  const { task } = lease;
  const { delayMs = 0, priority } = how ?? {};
  if (delayMs > 0) task.delay = { earliest: span.from + delayMs, span };
  if (task.leases.at(-1) !== lease) return;
  if (priority !== undefined) task.priority = priority;
  if (delayMs === 0) task.readySince = span.done;
}

/** What counts must not come after somebody else's lease. */
function checkFenced(ledger: Ledger, lease: LeaseTrack, span: Span, verb: string): void {
  // The second settle with the same verb sends nothing and proves nothing.
  if (lease.settledBy !== undefined || ledger.twofold(lease.task)) return;
  const later = lease.task.leases.find((other) => {
    if (other === lease || !isBefore(lease.taken, other.taken)) return false;
    // A late complete may count once the other has given the task up.
    if (ledger.supports.lateComplete && other.over < Infinity) return false;
    // Whichever was first, a completed task is not given out and a taken one not completed.
    return verb === 'complete' || isBefore(other.taken, span);
  });
  if (later !== undefined)
    ledger.report(
      'fenced',
      { at: span.to, by: lease.by },
      lease.task,
      `${verb} counted, though ${later.by} had the task since ${later.taken.to}`,
    );
}

function refused(
  ledger: Ledger,
  lease: LeaseTrack,
  span: Span,
  call: SettleCall,
  code: ErrorCode,
): void {
  if (code === 'already-settled' || code === 'invalid' || code === 'lease-lost') {
    if (call.verb === 'complete') lease.task.doubts -= 1;
  } else if (call.verb === 'retry' && lease.task.leases.at(-1) === lease)
    lease.task.priority = undefined;
  if (code !== 'lease-lost') return;
  checkAlive(ledger, lease, span, call.verb);
  lease.over = Math.min(lease.over, span.begun);
}

/** A lease that surely lived until the answer must not be called lost. */
function checkAlive(ledger: Ledger, lease: LeaseTrack, span: Span, verb: string): void {
  if (ledger.supports.lease !== 'timed' || ledger.ended.has(lease.by)) return;
  const untouched = lease.over === (verb === 'touch' ? Infinity : span.begun);
  if (untouched && lease.settledBy === undefined && span.to < lease.until)
    ledger.report(
      'refused-alive',
      { at: span.to, by: lease.by },
      lease.task,
      `${verb} was refused, though its lease lives until ${lease.until}`,
    );
}
