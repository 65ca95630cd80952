import { unknownOption } from '../adapter/check-options.js';
import { shown } from '../adapter/checks.js';
import type { JobQueueError } from '../errors.js';
import type { WorkerReport } from './worker-report.js';

/** The delivery that an event is about. */
export interface TaskFacts {
  /** The worker's name. */
  readonly worker: string;
  readonly queue: string;
  readonly id: string;
  /** The task's name; undefined where the body could not be decoded. */
  readonly name: string | undefined;
  readonly attempts: number | undefined;
}

/**
 * All events of a worker, in the order of a task's life. Each delivery that is told of has exactly
 * one of the endings `task.executed`, `task.retried`, `task.held`, `task.released` and `task.lost`.
 * Times in milliseconds.
 */
export interface WorkerEvents {
  'worker.start': {
    readonly worker: string;
    readonly queues: readonly string[];
    readonly concurrency: number;
  };
  /** The last one; nothing follows. Not told where `run` rejects. */
  'worker.finished': { readonly worker: string; readonly report: WorkerReport };
  /** Reserved and decoded; about to run or to be held. */
  'task.fetched': TaskFacts;
  /** Its data is good and its handler begins, middleware first. */
  'task.started': TaskFacts;
  'task.progress': TaskFacts & { readonly value: unknown };
  /** The handler returned and the broker confirmed that the task is gone. */
  'task.executed': TaskFacts & { readonly durationMs: number };
  /** The handler threw; one of the next four follows. */
  'task.failed': TaskFacts & { readonly error: unknown; readonly durationMs: number };
  /** The broker confirmed that the task runs again. `error`: set after a failure. */
  'task.retried': TaskFacts & { readonly delayMs: number; readonly error: unknown };
  /** The broker confirmed that the task is held. `error`: set after a failure. */
  'task.held': TaskFacts & { readonly reason: string; readonly error: unknown };
  /**
   * The broker confirmed that the task was given back, which counts as no failure: it never
   * started, or the stop of the worker aborted it.
   */
  'task.released': TaskFacts;
  /**
   * It runs elsewhere or again later: its lease ended first, the broker never said what became of
   * its outcome, or the worker stopped before its handler had returned.
   */
  'task.lost': TaskFacts & { readonly error: JobQueueError };
  /**
   * A fault outside the handlers: fetching, touching, settling, a listener, a hook. Without a
   * listener one line goes to standard error.
   */
  error: {
    readonly worker: string;
    readonly error: JobQueueError;
    readonly queue?: string;
    readonly id?: string;
  };
}

/** The names of all of them. */
export const WORKER_EVENTS: readonly (keyof WorkerEvents)[] = Object.keys({
  'worker.start': 1,
  'worker.finished': 1,
  'task.fetched': 1,
  'task.started': 1,
  'task.progress': 1,
  'task.executed': 1,
  'task.failed': 1,
  'task.retried': 1,
  'task.held': 1,
  'task.released': 1,
  'task.lost': 1,
  error: 1,
} satisfies Record<keyof WorkerEvents, 1>) as (keyof WorkerEvents)[];

// What other queues call them.
const ELSEWHERE: ReadonlyMap<unknown, keyof WorkerEvents> = new Map([
  ['active', 'task.started'],
  ['progress', 'task.progress'],
  ['completed', 'task.executed'],
  ['succeeded', 'task.executed'],
  ['failed', 'task.failed'],
  ['retrying', 'task.retried'],
  ['stalled', 'task.lost'],
  ['closed', 'worker.finished'],
]);

/** What is wrong with an event nobody knows. */
export function unknownEvent(event: unknown): string {
  const here = ELSEWHERE.get(event);
  if (here !== undefined)
    return `unknown event ${shown(event)}, did you mean ${here}? Known are ${WORKER_EVENTS.join(', ')}`;
  const name = typeof event === 'string' ? event : shown(event);
  return unknownOption(name, WORKER_EVENTS, 'event');
}
