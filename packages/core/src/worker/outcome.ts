import type { Adapter } from '../adapter/adapter.js';
import { messageOf } from '../errors.js';
import { delayFor, maxAttemptsOf } from '../task/retry-policy.js';
import type { TaskDefinition } from '../task/task-definition.js';

/** What is to become of a delivery. `error`: the failure that led to it, for events. */
export type Outcome =
  | { readonly verb: 'complete' }
  | {
      readonly verb: 'retry';
      readonly delayMs: number;
      readonly priority?: number | undefined;
      readonly error?: unknown;
      /** Given back rather than failed. */
      readonly released?: true;
    }
  | { readonly verb: 'hold'; readonly reason: string; readonly error?: unknown };

export const COMPLETE: Outcome = { verb: 'complete' };

/** Runs again at once, elsewhere. */
export const RELEASE: Outcome = { verb: 'retry', delayMs: 0, released: true };

/** What decides whether and when a delivery is tried again. */
interface Tried {
  readonly definition: TaskDefinition<unknown> | undefined;
  readonly attempts: number | undefined;
}

/** The delay that the policy gives this delivery, no longer than the adapter can wait. */
export function policyDelay(
  { supports }: Adapter,
  random: () => number,
  { definition, attempts }: Tried,
): number {
  if (definition === undefined) return 0;
  return Math.min(delayFor(definition.retry, attempts ?? 1, random), supports.maxDelayMs);
}

/**
 * What a failure leads to: another try by the policy; hold when the attempts have run out, or when
 * the error has `retryable: false`. Where the broker can't count deliveries they never run out.
 */
export function failureOutcome(
  adapter: Adapter,
  random: () => number,
  task: Tried,
  error: unknown,
): Outcome {
  const { definition, attempts } = task;
  const message = messageOf(error);
  if (definition === undefined || isFinal(error)) return { verb: 'hold', reason: message, error };
  const most = maxAttemptsOf(definition.retry);
  if (attempts !== undefined && attempts >= most)
    return { verb: 'hold', reason: `attempt ${attempts} of ${most} failed: ${message}`, error };
  return { verb: 'retry', delayMs: policyDelay(adapter, random, task), error };
}

function isFinal(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'retryable' in error && error.retryable === false
  );
}
