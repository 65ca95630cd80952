/**
 * Milliseconds since the machine started: one clock for all processes, which never steps, so that
 * times of different histories can be compared.
 */
export function bootMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/**
 * A time on `Clock.monotonic` as boot time. A stop between the two readings makes it too early,
 * never too late, so a lease is never thought to live longer than its holder was told.
 */
export function toBootMs(monotonic: number): number {
  const boot = bootMs();
  return boot + (monotonic - performance.now());
}
