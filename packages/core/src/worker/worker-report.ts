/** Why a worker ended: `stop` was called, a signal came, or a limit was reached. */
export type StopReason = 'stopped' | 'signal' | 'tasks' | 'idle' | 'time';

/** What a worker did with the tasks it reserved; the numbers count deliveries. */
export interface WorkerReport {
  readonly reason: StopReason;
  readonly completed: number;
  readonly retried: number;
  readonly held: number;
  /** The lease ended before the outcome was known to the broker. */
  readonly lost: number;
  /** Given back without counting as a failure: never started, or aborted by the stop. */
  readonly released: number;
  /** Handlers that had not returned when the stop gave up on them. */
  readonly abandoned: number;
}
