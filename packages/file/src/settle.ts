import {
  JobQueueError,
  type Lease,
  leaseLost,
  type Results,
  type Retry,
  timers,
} from '@jq/core/adapter';

import { fileError } from './errors.js';
import { RecordType } from './journal/format.js';
import type { RecordWriter } from './journal/record-writer.js';
import type { Store } from './store.js';
import { Answer } from './tasks/effect.js';
import { FileLease, writeLease } from './tasks/file-lease.js';

/**
 * More than the clocks of two processes ever differ by, which is after the machine was suspended.
 */
const SAFE_MS = 50;
const LEASES_PER_RECORD = 10_000;

/** One verb on leases, each in records of a kind of its own. */
interface Settlement<T> {
  readonly type: RecordType;
  readonly leaseOf: (item: T) => Lease;
  /** Writes what the record carries besides the lease. */
  readonly write?: (writer: RecordWriter, item: T) => void;
}

type Verdict = JobQueueError | undefined;

const itself = (lease: Lease): Lease => lease;

const completing: Settlement<Lease> = { type: RecordType.complete, leaseOf: itself };
const holding: Settlement<Lease> = { type: RecordType.hold, leaseOf: itself };
const touching: Settlement<Lease> = { type: RecordType.touch, leaseOf: itself };
const retrying: Settlement<Retry> = {
  type: RecordType.retry,
  leaseOf: ({ lease }) => lease,
  write: (writer, { delayMs, priority }) => writeRetry(writer, delayMs, priority),
};

export const complete = (store: Store, leases: readonly Lease[]): Results =>
  settle(store, completing, leases);
export const hold = (store: Store, leases: readonly Lease[]): Results =>
  settle(store, holding, leases);
export const retry = (store: Store, retries: readonly Retry[]): Results =>
  settle(store, retrying, retries);

function settle<T>(store: Store, settlement: Settlement<T>, items: readonly T[]): Results {
  const results: Verdict[] = [];
  for (let at = 0; at < items.length; at += LEASES_PER_RECORD) {
    const end = Math.min(at + LEASES_PER_RECORD, items.length);
    try {
      writeRecord(store, settlement, items, at, end, results);
    } catch (error) {
      const failure = fileError(error, 'settling leases in', store.folder);
      if (at === 0) throw failure;
      for (let i = at; i < items.length; i++) results[i] = failure;
      return results;
    }
  }
  return results;
}

/** Touches leases; answers when each ends then. */
export function touch(store: Store, leases: readonly Lease[]): Results<number> {
  const results: Verdict[] = [];
  const ends: (number | JobQueueError)[] = [];
  for (let at = 0; at < leases.length; at += LEASES_PER_RECORD) {
    const end = Math.min(at + LEASES_PER_RECORD, leases.length);
    const started = timers.now();
    const now = store.clock.now();
    writeRecord(store, touching, leases, at, end, results);
    for (let i = at; i < end; i++) {
      const lease = leases[i] as FileLease;
      ends.push(results[i] ?? started + lease.ttrMs);
      if (results[i] === undefined) lease.endsAt = now + lease.ttrMs;
    }
  }
  return ends;
}

function writeRecord<T>(
  store: Store,
  { type, leaseOf, write }: Settlement<T>,
  items: readonly T[],
  from: number,
  to: number,
  results: Verdict[],
): void {
  const writer = store.begin(type);
  writer.u32(to - from);
  let earliest = Number.POSITIVE_INFINITY;
  for (let i = from; i < to; i++) {
    const item = items[i] as T;
    const lease = leaseOf(item) as FileLease;
    writeLease(writer, lease);
    write?.(writer, item);
    if (lease.endsAt < earliest) earliest = lease.endsAt;
  }
  // Only a record stamped later than the leases' end could have ended them, and it would stand
  // behind this one: nobody has to replay the journal to know that this one counts.
  const effect = store.appendUnless(() => earliest - store.clock.now() > SAFE_MS);
  if (effect === 'certain') return;
  for (let i = from; i < to; i++) {
    const lease = leaseOf(items[i] as T);
    if (effect === undefined) results[i] = unknownEffect(lease);
    else if (effect.answers[i - from] !== Answer.done) results[i] = leaseLost(lease);
  }
}

function unknownEffect(lease: Lease): JobQueueError {
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
function writeRetry(writer: RecordWriter, delayMs: number, priority: number | undefined): void {
  writer.f64(delayMs);
  writer.u8(priority === undefined ? 0 : 1);
  writer.u32(priority ?? 0);
}
