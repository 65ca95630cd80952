/**
 * Hears about signals. One listener for all calls that share a signal: adding one each time costs
 * as much as a request.
 */
export class Aborts {
  readonly #all = new WeakMap<AbortSignal, Set<() => void>>();

  /**
   * Runs `then` once when the signal fires, at once if it has; the function that comes back calls
   * it off.
   */
  on(signal: AbortSignal, then: () => void): () => void {
    if (signal.aborted) {
      then();
      return () => undefined;
    }
    const waiting = this.#waiting(signal);
    waiting.add(then);
    return () => void waiting.delete(then);
  }

  #waiting(signal: AbortSignal): Set<() => void> {
    const known = this.#all.get(signal);
    if (known !== undefined) return known;
    const waiting = new Set<() => void>();
    this.#all.set(signal, waiting);
    const fire = (): void => {
      for (const then of waiting) then();
    };
    signal.addEventListener('abort', fire, { once: true });
    return waiting;
  }
}
