/** Time as the library sees it, so that tests can turn the hands. Milliseconds throughout. */
export interface Clock {
  /** Wall time since the epoch. */
  now(): number;
  /** Never steps; origin unspecified. Deadlines are counted on it. */
  monotonic(): number;
  /** Calls `run` once after at least `ms`; the returned function cancels. Waits of any length. */
  after(ms: number, run: () => void): () => void;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Node's clocks and timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const due = performance.now() + ms;
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const left = Math.ceil(due - performance.now());
      // setTimeout overflows past 2^31−1 and may fire a fraction of a millisecond early.
      if (left <= 0) run();
      else timer = setTimeout(arm, Math.min(left, LONGEST_TIMER_MS));
    };
    timer = setTimeout(arm, Math.min(Math.max(0, Math.ceil(ms)), LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
