// One flight of this many keeps a server busy for some ten milliseconds.
const MOST = 1000;
const FORGETTING = 1.02;
const AT_ONCE_MS = 0.1;

/**
 * How many jobs to ask for at once. More when all that were asked for came at once, for there are
 * more; as many as came when not. A task that was waited for says nothing: then one is asked for,
 * since its answer waits for nobody else's.
 */
export class BatchSize {
  #next = 1;
  #fastestMs = Infinity;

  /** There was more than was asked for. */
  get large(): boolean {
    return this.#next > 1;
  }

  ask(max: number): number {
    return Math.min(max, this.#next);
  }

  /** `tookMs` from the request to the first job. */
  got(count: number, asked: number, tookMs: number): void {
    this.#fastestMs = Math.min(this.#fastestMs * FORGETTING, tookMs);
    if (count < asked) this.#next = Math.max(1, count);
    else if (tookMs <= 2 * this.#fastestMs + AT_ONCE_MS && asked >= this.#next)
      this.#next = Math.min(MOST, asked * 2);
  }
}
