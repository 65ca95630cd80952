import type { JobQueueError } from '../errors.js';

/** What a queue tells. Times in milliseconds. */
export interface QueueEvents {
  /**
   * The broker has the task; told before its `add` resolves. Told again where an id was added again
   * that the broker already had.
   */
  'task.added': {
    readonly queue: string;
    readonly id: string;
    /** The task's name. */
    readonly name: string;
    readonly priority: number;
    readonly delayMs: number;
    readonly ttrMs: number;
  };
  /** A listener threw or rejected. Without a listener one line goes to standard error. */
  error: { readonly queue: string; readonly error: JobQueueError };
}
