import { messageOf } from '../errors.js';
import { delayFor, maxAttemptsOf } from '../task/retry-policy.js';
import type { TaskDefinition } from '../task/task-definition.js';
import type { Outcome } from './outcome.js';
import type { RunningTask } from './running-task.js';
import type { WorkerContext } from './worker-context.js';

/** The delay that the policy gives this delivery, no longer than the adapter can wait. */
export function policyDelay(
  { adapter, random }: WorkerContext,
  { retry }: TaskDefinition<unknown>,
  attempts: number | undefined,
): number {
  return Math.min(delayFor(retry, attempts ?? 1, random), adapter.supports.maxDelayMs);
}

/**
 * What a failure leads to: another try by the policy; hold when the attempts have run out, or when
 * the error has `retryable: false`. Where the broker can't count deliveries they never run out.
 */
export function failureOutcome(context: WorkerContext, task: RunningTask, error: unknown): Outcome {
  const { definition, attempts } = task;
  const message = messageOf(error);
  if (definition === undefined || isFinal(error)) return { verb: 'hold', reason: message, error };
  const most = maxAttemptsOf(definition.retry);
  if (attempts !== undefined && attempts >= most)
    return { verb: 'hold', reason: `attempt ${attempts} of ${most} failed: ${message}`, error };
  return { verb: 'retry', delayMs: policyDelay(context, definition, attempts), error };
}

function isFinal(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'retryable' in error && error.retryable === false
  );
}
