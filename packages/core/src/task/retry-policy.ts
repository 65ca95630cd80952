import { checkOptions } from '../adapter/check-options.js';
import { checkWhole, shown } from '../adapter/checks.js';
import { JobQueueError } from '../errors.js';

/**
 * When a task whose handler threw runs again, as plain data: it can be stored, compared and shown.
 * `maxAttempts` counts deliveries, the first included; the throw of the last one holds the task.
 */
export type RetryPolicy =
  | FixedRetryPolicy
  | ListRetryPolicy
  | ExponentialRetryPolicy
  | SidekiqLikeRetryPolicy;

/** The same delay each time. */
export interface FixedRetryPolicy {
  readonly kind: 'fixed';
  readonly delayMs: number;
  readonly maxAttempts: number;
}

/** One delay per failure; the last one repeats. */
export interface ListRetryPolicy {
  readonly kind: 'list';
  readonly delaysMs: readonly number[];
  /** Default: one more than there are delays. */
  readonly maxAttempts?: number;
}

/** `baseMs × factor^(attempt − 1)`, at most `capMs`; with full jitter a random time up to that. */
export interface ExponentialRetryPolicy {
  readonly kind: 'exponential';
  readonly baseMs: number;
  /** Default 2. */
  readonly factor?: number;
  /** Default one hour. */
  readonly capMs?: number;
  /** Default full. */
  readonly jitter?: 'full' | 'none';
  readonly maxAttempts: number;
}

/** `attempt⁴ + 15 + random(0–29) × (attempt + 1)` seconds. */
export interface SidekiqLikeRetryPolicy {
  readonly kind: 'sidekiqLike';
  /** Default 4. */
  readonly maxAttempts?: number;
}

/**
 * For definitions without a policy: up to 1, 3, 9, 27 … s, at most 1 h, at random; ten attempts.
 */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  kind: 'exponential',
  baseMs: 1000,
  factor: 3,
  capMs: 3_600_000,
  jitter: 'full',
  maxAttempts: 10,
};

/** Four failures, the waits growing from 16 s to minutes, then hold. */
export const sidekiqLike: RetryPolicy = { kind: 'sidekiqLike', maxAttempts: 4 };

const LONGEST_DELAY_MS = 365 * 86_400_000;
const DEFAULT_CAP_MS = 3_600_000;
const MOST_ATTEMPTS = 1_000_000;

/** How many deliveries a task may have before a throw holds it. */
export function maxAttemptsOf(policy: RetryPolicy): number {
  switch (policy.kind) {
    case 'fixed':
    case 'exponential':
      return policy.maxAttempts;
    case 'list':
      return policy.maxAttempts ?? policy.delaysMs.length + 1;
    case 'sidekiqLike':
      return policy.maxAttempts ?? 4;
  }
}

/**
 * The delay in whole milliseconds after the failure of delivery number `attempt` (1 = the first).
 * @param random gives numbers in [0, 1), as Math.random does
 */
export function delayFor(policy: RetryPolicy, attempt: number, random: () => number): number {
  switch (policy.kind) {
    case 'fixed':
      return policy.delayMs;
    case 'list':
      return policy.delaysMs[Math.min(attempt, policy.delaysMs.length) - 1] ?? 0;
    case 'exponential': {
      const cap = policy.capMs ?? DEFAULT_CAP_MS;
      const most = Math.min(cap, policy.baseMs * (policy.factor ?? 2) ** (attempt - 1));
      return Math.ceil(policy.jitter === 'none' ? most : random() * most);
    }
    case 'sidekiqLike': {
      const seconds = attempt ** 4 + 15 + Math.floor(random() * 30) * (attempt + 1);
      return Math.min(LONGEST_DELAY_MS, seconds * 1000);
    }
  }
}

const FIELDS: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['fixed', ['kind', 'delayMs', 'maxAttempts']],
  ['list', ['kind', 'delaysMs', 'maxAttempts']],
  ['exponential', ['kind', 'baseMs', 'factor', 'capMs', 'jitter', 'maxAttempts']],
  ['sidekiqLike', ['kind', 'maxAttempts']],
]);

/** @throws JobQueueError `invalid`, naming the field */
export function checkRetryPolicy(what: string, policy: RetryPolicy): void {
  const fields = FIELDS.get((policy as Partial<RetryPolicy> | null)?.kind);
  if (fields === undefined)
    throw invalid(
      `${what} ${shown(policy)}: use an object with kind ${[...FIELDS.keys()].join(', ')}`,
    );
  checkOptions(what, policy, fields);
  const delay = (name: string, value: unknown): void =>
    checkWhole(`${what}.${name}`, value, 0, LONGEST_DELAY_MS);
  switch (policy.kind) {
    case 'fixed':
      delay('delayMs', policy.delayMs);
      break;
    case 'list':
      if (!Array.isArray(policy.delaysMs) || policy.delaysMs.length === 0)
        throw invalid(
          `${what}.delaysMs ${shown(policy.delaysMs)}: use a list of delays, at least one`,
        );
      policy.delaysMs.forEach((ms, index) => delay(`delaysMs[${index}]`, ms));
      break;
    case 'exponential':
      delay('baseMs', policy.baseMs);
      if (policy.capMs !== undefined) delay('capMs', policy.capMs);
      checkGrowth(what, policy);
      break;
    case 'sidekiqLike':
      break;
  }
  checkWhole(`${what}.maxAttempts`, maxAttemptsOf(policy), 1, MOST_ATTEMPTS);
}

function checkGrowth(what: string, { factor = 2, jitter = 'full' }: ExponentialRetryPolicy): void {
  if (!(typeof factor === 'number' && factor >= 1 && factor <= 100))
    throw invalid(`${what}.factor ${shown(factor)}: use a number from 1 to 100`);
  if (jitter !== 'full' && jitter !== 'none')
    throw invalid(`${what}.jitter ${shown(jitter)}: use "full" or "none"`);
}

const invalid = (message: string): JobQueueError => new JobQueueError('invalid', message);
