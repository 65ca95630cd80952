/**
 * Milliseconds since the machine started, as in histories: one clock for all processes, which never
 * steps.
 */
export function bootMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
