import { abortedError } from './errors.js';

/**
 * Who must hear that a signal aborts. A worker hands over the same signal with every reserve, and
 * adding and removing a listener costs more than the rest of a call, so each signal gets one that
 * stays.
 */
export class Aborts {
  readonly #known = new WeakMap<AbortSignal, Set<() => void>>();

  /** Calls `onAbort` when the signal aborts; answers how to stop that. */
  watch(signal: AbortSignal, onAbort: () => void): () => void {
    let waiting = this.#known.get(signal);
    if (waiting === undefined) {
      const all = new Set<() => void>();
      waiting = all;
      this.#known.set(signal, all);
      signal.addEventListener('abort', () => all.forEach((each) => each()), { once: true });
    }
    waiting.add(onAbort);
    return () => void waiting.delete(onAbort);
  }

  /**
   * The outcome of `work`, unless the signal comes first: then `aborted`, and what was sent goes
   * on.
   */
  race<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (signal === undefined) return work;
    return new Promise((resolve, reject) => {
      const unwatch = this.watch(signal, () => reject(abortedError(signal)));
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
}
