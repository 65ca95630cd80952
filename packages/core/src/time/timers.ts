/** What a program waits and tells the time with. */
export interface Timers {
  readonly setTimeout: typeof setTimeout;
  readonly clearTimeout: typeof clearTimeout;
  readonly setInterval: typeof setInterval;
  readonly clearInterval: typeof clearInterval;
  readonly setImmediate: typeof setImmediate;
  readonly queueMicrotask: typeof queueMicrotask;
  readonly nextTick: typeof process.nextTick;
  /** `performance.now`: milliseconds that never step; origin unspecified. */
  readonly now: () => number;
  /** `Date.now`: milliseconds since the epoch. */
  readonly wallTime: () => number;
}

/**
 * Node's timers as they were when the library was loaded. A test that replaces the global ones by
 * fakes stops its own code, not a broker's answers, and not the ends of leases at a broker.
 */
export const timers: Timers = {
  setTimeout,
  clearTimeout,
  setInterval,
  clearInterval,
  setImmediate,
  queueMicrotask,
  nextTick: process.nextTick.bind(process),
  now: performance.now.bind(performance),
  wallTime: Date.now,
};
