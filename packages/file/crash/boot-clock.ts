/**
 * Milliseconds since the machine started: one clock for all processes, which never steps, so that
 * times of different histories can be compared.
 */
export function bootMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** A time on `Clock.monotonic` as boot time; too early by `EXACT_MS` at most, never too late. */
export function toBootMs(monotonic: number): number {
  return monotonic + offset;
}

/** How closely the two clocks must have been read. */
const EXACT_MS = 0.02;

const offset: number = measureOffset();

/**
 * Both clocks run at one pace, so once is enough, unless this process was interrupted in between.
 */
function measureOffset(): number {
  for (;;) {
    const before = bootMs();
    const monotonic = performance.now();
    if (bootMs() - before < EXACT_MS) return before - monotonic;
  }
}
