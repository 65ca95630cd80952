import type { Adapter } from '../adapter/adapter.js';
import type { Codec } from '../task/codec.js';
import type { Clock } from '../time/clock.js';

/** What a worker takes tasks from; every Queue is one. */
export interface QueueSource {
  readonly name: string;
  readonly adapter: Adapter;
  readonly codec: Codec;
}

/** When a worker ends by itself: it fetches no more and lets the running handlers finish. */
export interface WorkerLimits {
  /** After so many deliveries. */
  readonly tasks?: number;
  /** When no task is ready and none is running. Delayed ones do not count. */
  readonly idle?: boolean;
  /** After this time. */
  readonly timeMs?: number;
}

export interface StopOptions {
  /** How long handlers may go on before their signals abort. */
  readonly graceMs?: number;
  /** How long after that they may take to return. */
  readonly abortMs?: number;
}

export interface WorkerOptions extends StopOptions {
  /** How many handlers run at once. Default 10. */
  readonly concurrency?: number;
  /** In events and messages. Default: host name, process id and a random part. */
  readonly name?: string;
  /** Default 10 000. */
  readonly graceMs?: number;
  /** Default 5 000. */
  readonly abortMs?: number;
  /**
   * Signals that stop the worker; a second one aborts at once. Default SIGTERM and SIGINT; [] for
   * none.
   */
  readonly signals?: readonly NodeJS.Signals[];
  readonly limits?: WorkerLimits;
  /** Before the first task; if it throws, `run` rejects with that. */
  readonly setUp?: () => unknown;
  /** After the last task, also when `setUp` threw. */
  readonly tearDown?: () => unknown;
  /** Default: that of the queues. */
  readonly codec?: Codec;
  /** Default: that of the adapter, else Node’s. */
  readonly clock?: Clock;
  /** In [0, 1); for jitter. Default Math.random. */
  readonly random?: () => number;
}
