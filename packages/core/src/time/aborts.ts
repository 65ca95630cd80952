import { setMaxListeners } from 'node:events';

import { JobQueueError } from '../errors.js';

/** The refusal of a call whose signal has fired; its `cause` is the signal's reason. */
export function aborted(signal: AbortSignal): JobQueueError {
  return new JobQueueError('aborted', 'the call was aborted by its signal', {
    cause: signal.reason,
  });
}

/**
 * Who must hear that a signal aborts. A worker hands over the same signal with every reserve, and
 * adding and removing a listener costs as much as the rest of a call, so each signal gets one
 * listener that stays.
 */
export class Aborts {
  readonly #known = new WeakMap<AbortSignal, Set<() => void>>();

  /** Runs `then` once when the signal fires, at once if it has; answers how to stop that. */
  watch(signal: AbortSignal, then: () => void): () => void {
    if (signal.aborted) {
      then();
      return () => undefined;
    }
    const waiting = this.#known.get(signal) ?? this.#listen(signal);
    waiting.add(then);
    return () => void waiting.delete(then);
  }

  /**
   * The outcome of `work`, unless the signal comes first: then `aborted`, and what was sent goes
   * on.
   */
  race<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (signal === undefined) return work;
    return new Promise((resolve, reject) => {
      const unwatch = this.watch(signal, () => reject(aborted(signal)));
      work.then(
        (value) => {
          unwatch();
          resolve(value);
        },
        (error: unknown) => {
          unwatch();
          reject(error);
        },
      );
    });
  }

  #listen(signal: AbortSignal): Set<() => void> {
    const waiting = new Set<() => void>();
    this.#known.set(signal, waiting);
    // One of each adapter, and Node warns of more than ten, though they are wanted.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', () => waiting.forEach((each) => each()), { once: true });
    return waiting;
  }
}

/** As `Aborts.race`, for signals that are seldom used twice. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return signal === undefined ? work : new Aborts().race(work, signal);
}
