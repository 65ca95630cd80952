/** What travels with a task beside its data: language, tenant, trace … A JSON object. */
export type Context = Readonly<Record<string, unknown>>;

export interface RetryOptions {
  /** Default: what the task's retry policy says for this attempt. */
  readonly delayMs?: number;
  /** Default: the task keeps its own. */
  readonly priority?: number;
}

/**
 * One delivery of a task, as its handler sees it. Returning completes the task; throwing retries it
 * by its policy and holds it when attempts run out. `retry` and `hold` choose another outcome: the
 * first call decides, and it takes effect when the handler has returned. An error with `retryable:
 * false` holds the task at once.
 */
export interface Task<Data = unknown> {
  readonly id: string;
  readonly name: string;
  readonly queue: string;
  readonly data: Data;
  readonly context: Context;
  /** Deliveries, this one included; undefined where the broker can't say. */
  readonly attempts: number | undefined;
  readonly priority: number | undefined;
  /**
   * Aborts when the work has become pointless. Its reason is a JobQueueError: `lease-lost`
   * (somebody else may run the task now), `time-limit`, or `aborted` (the worker stops).
   */
  readonly signal: AbortSignal;
  /**
   * Run again later instead of completing. Does not throw: return after it.
   * @throws JobQueueError `invalid` (delay, priority, an unknown option), `already-settled` (after
   * another outcome)
   */
  retry(options?: RetryOptions): void;
  /**
   * Set the task aside until somebody unholds it. Does not throw: return after it.
   * @param reason for those who look at held tasks; not empty
   * @throws JobQueueError `invalid` (reason), `already-settled` (after another outcome)
   */
  hold(reason: string): void;
  /**
   * Restarts the full ttr now. The worker already touches in time; this is for code that blocks the
   * event loop and wants a fresh lease before.
   * Rejects with JobQueueError `lease-lost`, `unsupported`, or what the broker answered.
   */
  touch(): Promise<void>;
  /** Tells listeners of `task.progress`; nothing is stored. */
  progress(value: unknown): void;
}
