import { JobQueueError } from '../errors.js';
import type { Lease, Results } from './adapter.js';
import type { LeaseBook, SettleVerb } from './lease-book.js';
import { leaseLost } from './refusals.js';
import { fillIn } from './results.js';

/** What settling needs to know of an adapter. */
export interface SettleRules {
  readonly book: LeaseBook;
  /** As the adapter declares: a complete may still count when its lease has ended. */
  readonly lateComplete: boolean;
  /**
   * The clock of the leases, where one that is over by it must not be sent: a broker that can't
   * tell old deliveries from new ones would end the wrong one.
   */
  readonly strictBy?: { monotonic(): number } | undefined;
  /**
   * Whether a lease that the book has dropped may still complete its task. Left out: none may.
   */
  readonly mayComplete?: ((lease: Lease) => boolean) | undefined;
  /** A verb that was sent ends its lease, also where the broker refused it or did not answer. */
  readonly endsWhenSent?: boolean | undefined;
}

/** One verb on leases. */
export interface Settlement<T> {
  readonly verb: SettleVerb;
  readonly leaseOf: (item: T) => Lease;
  /** Why this one can't be asked for at all, its lease staying open; undefined where it can. */
  readonly refusal?: (item: T) => JobQueueError | undefined;
  /** Sends those whose leases are open and claimed; answers by index. */
  readonly send: (items: readonly T[]) => Results | Promise<Results>;
}

/**
 * Settles each lease once. A failure that may pass leaves its lease open, so that the caller may
 * try again; after `lease-lost` every later verb gets the same answer. Answers later only where
 * `send` does.
 */
export function settle<T>(
  rules: SettleRules,
  items: readonly T[],
  { verb, leaseOf, refusal, send }: Settlement<T>,
): Results | Promise<Results> {
  const results: (JobQueueError | undefined)[] = [];
  // Unset as long as all are sent, which is the usual case.
  let places: number[] | undefined;
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index] as T;
    const verdict = refusal?.(item) ?? claim(rules, leaseOf(item), verb);
    if (verdict === 'send') places?.push(index);
    else places ??= Array.from({ length: index }, (_, sent) => sent);
    results.push(typeof verdict === 'string' ? undefined : verdict);
  }
  const open = places?.map((index) => items[index] as T) ?? items;
  if (open.length === 0) return results;
  const judge = (answers: Results): Results => {
    for (let at = 0; at < open.length; at += 1) {
      const answer = answers[at];
      if (answer === undefined) continue;
      results[places?.[at] ?? at] = answer;
      failed(rules, leaseOf(open[at] as T), verb, answer);
    }
    return results;
  };
  const fail = (error: unknown): Results => {
    const failure = JobQueueError.from(error, verb);
    return judge(open.map(() => failure));
  };
  let answers: Results | Promise<Results>;
  try {
    answers = send(open);
  } catch (error) {
    return fail(error);
  }
  return answers instanceof Promise ? answers.then(judge, fail) : judge(answers);
}

function failed(
  { book, lateComplete, endsWhenSent = false }: SettleRules,
  lease: Lease,
  verb: SettleVerb,
  { code }: JobQueueError,
): void {
  if (endsWhenSent) return book.drop(lease);
  // What is over for every other verb may still be completed.
  if (code === 'lease-lost' && !(lateComplete && verb !== 'complete')) book.drop(lease);
  else book.reopen(lease);
}

function claim(
  { book, lateComplete, strictBy, mayComplete }: SettleRules,
  lease: Lease,
  verb: SettleVerb,
): 'send' | 'done' | JobQueueError {
  const late = lateComplete && verb === 'complete';
  if (late && mayComplete !== undefined && book.refusal(lease)?.code === 'lease-lost')
    if (mayComplete(lease)) book.add(lease);
  const verdict = book.settle(lease, verb);
  if (verdict !== 'send' || late || strictBy === undefined) return verdict;
  if (strictBy.monotonic() < lease.expiresAt) return verdict;
  book.drop(lease);
  return leaseLost(lease);
}

/**
 * Restarts open leases by `send`, which answers when each ends then, and moves their ends. One that
 * is over is not asked for.
 */
export function touch(
  { book, lateComplete, strictBy }: SettleRules,
  leases: readonly Lease[],
  send: (leases: readonly Lease[]) => Results<number> | Promise<Results<number>>,
): Results | Promise<Results> {
  const now = strictBy?.monotonic() ?? -Infinity;
  const ends: (number | JobQueueError | undefined)[] = leases.map((lease) => book.refusal(lease));
  const open = leases.map((lease, index) => ends[index] === undefined && now < lease.expiresAt);
  const judge = (): Results =>
    leases.map((lease, index) => {
      const end = ends[index] ?? leaseLost(lease);
      if (typeof end === 'number') return book.prolong(lease, end);
      // A late complete may still count.
      if (end.code === 'lease-lost' && !lateComplete) book.drop(lease);
      return end;
    });
  const places = ends as (number | JobQueueError)[];
  const sending = fillIn(places, leases, (index) => open[index] === true, send);
  return sending instanceof Promise ? sending.then(judge) : judge();
}
