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

interface Timers {
  readonly now: () => number;
  readonly set: (run: () => void, ms: number) => NodeJS.Timeout;
  readonly clear: (timer: NodeJS.Timeout) => void;
}

/** Node's clocks and timers, or those that a test has put in their place. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: afterBy({
    now: () => performance.now(),
    set: (run, ms) => setTimeout(run, ms),
    clear: (timer) => clearTimeout(timer),
  }),
};

const monotonic: () => number = performance.now.bind(performance);

/**
 * Node's clocks and timers as they were when this was loaded. For what talks to a broker, whose
 * time goes on when a test stops that of the program.
 */
export const networkClock: Clock = {
  now: Date.now.bind(Date),
  monotonic,
  after: afterBy({ now: monotonic, set: setTimeout, clear: clearTimeout }),
};

/** `setImmediate` as it was when this was loaded: runs after the input that is there. */
export const nextTurn: (run: () => void) => unknown = setImmediate;

function afterBy({ now, set, clear }: Timers): Clock['after'] {
  return (ms, run) => {
    const due = now() + ms;
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const left = Math.ceil(due - now());
      // setTimeout overflows past 2^31−1 and may fire a fraction of a millisecond early.
      if (left <= 0) run();
      else timer = set(arm, Math.min(left, LONGEST_TIMER_MS));
    };
    timer = set(arm, Math.min(Math.max(0, Math.ceil(ms)), LONGEST_TIMER_MS));
    return () => clear(timer);
  };
}
