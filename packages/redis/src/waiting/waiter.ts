import type { JobQueueError, Reservation } from '@jq/core/adapter';

/** A reserve that found nothing yet. */
export interface Waiter {
  readonly queues: readonly string[];
  readonly max: number;
  /** On `Clock.monotonic`. */
  readonly deadline: number;
  /** Has its outcome. */
  over: boolean;
  /** Only the first outcome counts. @returns whether it was this one */
  end(outcome: readonly Reservation[] | JobQueueError): boolean;
}
