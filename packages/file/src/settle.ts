import {
  JobQueueError,
  type Lease,
  type LeaseBook,
  leaseLost,
  type Results,
  type SettleVerb,
} from '@jq/core/adapter';

import { fileError } from './errors.js';
import { FileLease, writeLease } from './file-lease.js';
import { RecordType } from './journal/format.js';
import type { RecordWriter } from './journal/record-writer.js';
import { Answer, type Outcome } from './state/outcome.js';
import type { Store } from './store.js';

/**
 * More than the clocks of two processes ever differ by, which is after the machine was suspended.
 */
const SAFE_MS = 50;
const LEASES_PER_RECORD = 10_000;

export interface Settling<T> {
  readonly type: RecordType;
  readonly leaseOf: (item: T) => Lease;
  /** Why the item is not acceptable; its lease then stays open. */
  readonly check?: (item: T) => JobQueueError | undefined;
  /** Writes what the record carries besides the lease. */
  readonly write?: (writer: RecordWriter, item: T) => void;
}

type Verdict = JobQueueError | undefined;

/** Settles leases in records of their own kind; results by index. */
export function settleLeases<T>(
  store: Store,
  book: LeaseBook,
  verb: SettleVerb,
  settling: Settling<T>,
  items: readonly T[],
): Results {
  const results: Verdict[] = [];
  const send: number[] = [];
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as T;
    const claim = settling.check?.(item) ?? book.settle(settling.leaseOf(item), verb);
    results.push(typeof claim === 'string' ? undefined : claim);
    if (claim === 'send') send.push(i);
  }
  for (let at = 0; at < send.length; at += LEASES_PER_RECORD) {
    const part = send.slice(at, at + LEASES_PER_RECORD);
    try {
      writeRecord(store, settling, items, part, results);
    } catch (error) {
      const failure = fileError(error, `writing ${verb} into`, store.folder);
      for (const i of send.slice(at)) book.reopen(settling.leaseOf(items[i] as T));
      if (at === 0) throw failure;
      for (const i of send.slice(at)) results[i] = failure;
      break;
    }
  }
  return results;
}

/** Touches leases, which stay open. */
export function touchLeases(store: Store, book: LeaseBook, leases: readonly Lease[]): Results {
  const results: Verdict[] = leases.map((lease) => book.refusal(lease));
  const send = leases.map((_, i) => i).filter((i) => results[i] === undefined);
  const touching = { type: RecordType.touch, leaseOf: (lease: Lease) => lease };
  for (let at = 0; at < send.length; at += LEASES_PER_RECORD) {
    const part = send.slice(at, at + LEASES_PER_RECORD);
    const started = performance.now();
    const now = store.clock.now();
    writeRecord(store, touching, leases, part, results);
    for (const i of part) {
      const lease = leases[i] as FileLease;
      if (results[i] !== undefined) {
        if (results[i]?.code === 'lease-lost') book.drop(lease);
        continue;
      }
      lease.expiresAt = started + lease.ttrMs;
      lease.endsAt = now + lease.ttrMs;
    }
  }
  return results;
}

function writeRecord<T>(
  store: Store,
  { type, leaseOf, write }: Settling<T>,
  items: readonly T[],
  part: readonly number[],
  results: Verdict[],
): void {
  if (part.length === 0) return;
  const writer = store.begin(type);
  writer.u32(part.length);
  let earliest = Number.POSITIVE_INFINITY;
  for (const i of part) {
    const item = items[i] as T;
    const lease = leaseOf(item) as FileLease;
    writeLease(writer, lease);
    write?.(writer, item);
    if (lease.endsAt < earliest) earliest = lease.endsAt;
  }
  // Only a record stamped later than the leases' end could have ended them, and it would stand
  // behind this one: nobody has to replay the journal to know that this one counts.
  const outcome = store.appendUnless(() => earliest - store.clock.now() > SAFE_MS);
  if (outcome !== 'certain') judge(outcome, part, (i) => leaseOf(items[i] as T), results);
}

function judge(
  outcome: Outcome | undefined,
  part: readonly number[],
  leaseOf: (index: number) => Lease,
  results: Verdict[],
): void {
  part.forEach((i, at) => {
    if (outcome === undefined) results[i] = unknownOutcome(leaseOf(i));
    else if (outcome.answers[at] !== Answer.done) results[i] = leaseLost(leaseOf(i));
  });
}

function unknownOutcome(lease: Lease): JobQueueError {
  return new JobQueueError(
    'ambiguous',
    `task ${lease.taskId}: this process was stopped for so long that the journal has moved on; ` +
      'whether the operation still came in time is not known',
  );
}

/** Gives open leases back; a failure is left to their ttr. */
export function giveBack(store: Store, leases: readonly Lease[]): void {
  const own = leases.filter((lease) => lease instanceof FileLease);
  for (let at = 0; at < own.length; at += LEASES_PER_RECORD) {
    const part = own.slice(at, at + LEASES_PER_RECORD);
    const writer = store.begin(RecordType.retry);
    writer.u32(part.length);
    for (const lease of part) {
      writeLease(writer, lease);
      writeRetry(writer, 0, undefined);
    }
    store.append();
  }
}

/** Delay, whether the priority changes, and to what. */
export function writeRetry(
  writer: RecordWriter,
  delayMs: number,
  priority: number | undefined,
): void {
  writer.f64(delayMs);
  writer.u8(priority === undefined ? 0 : 1);
  writer.u32(priority ?? 0);
}
