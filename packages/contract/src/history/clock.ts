import type { Clock } from '@jq/core/adapter';

/** The time of a history, and how an adapter's deadlines read in it. */
export interface HistoryClock {
  now(): number;
  /** A time on the adapter's `Clock.monotonic`, in the time of the history. */
  at(monotonic: number): number;
}

/**
 * Without a clock of its own: time since the machine started, which all processes share and which
 * never steps.
 */
export function historyClock(own: Pick<Clock, 'monotonic'> | undefined): HistoryClock {
  if (own !== undefined) return { now: () => own.monotonic(), at: (monotonic) => monotonic };
  // A stop between the two readings makes a deadline earlier, never later.
  return { now: sinceBoot, at: (monotonic) => sinceBoot() + (monotonic - performance.now()) };
}

function sinceBoot(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
