import { timers } from './timers.js';

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

/** Node's clocks and timers, as they were when the library was loaded. */
export const systemClock: Clock = {
  now: timers.wallTime,
  monotonic: timers.now,
  after: (ms, run) => after(timers, timers.now, ms, run),
};

/** Node's clocks and timers as they are at each call, so that the fakes of a test count, too. */
export const globalClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, run) => after(globalThis, () => performance.now(), ms, run),
};

function after(
  on: Pick<typeof timers, 'setTimeout' | 'clearTimeout'>,
  now: () => number,
  ms: number,
  run: () => void,
): () => void {
  const { setTimeout, clearTimeout } = on;
  const due = now() + ms;
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const left = Math.ceil(due - now());
    // setTimeout overflows past 2^31−1 and may fire a fraction of a millisecond early.
    if (left <= 0) run();
    else timer = setTimeout(arm, Math.min(left, LONGEST_TIMER_MS));
  };
  timer = setTimeout(arm, Math.min(Math.max(0, Math.ceil(ms)), LONGEST_TIMER_MS));
  return () => clearTimeout(timer);
}
