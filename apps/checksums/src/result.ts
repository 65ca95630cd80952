import type { Digest } from './digest.js';

/** One line of a worker's results file. */
export interface Result {
  readonly path: string;
  readonly worker: string;
  /** Which delivery of the task this was; more than 1 when an earlier one came to nothing. */
  readonly attempts: number;
  /** Why the file could not be read, for instance `ENOENT`; not a failure of the task. */
  readonly unreadable?: string;
  readonly digest?: Digest;
}
