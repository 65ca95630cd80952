import { type Clock, systemClock } from './clock.js';

/** Until `ms` have passed, or the signal fires. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    signal?.addEventListener('abort', end);
    if (signal?.aborted === true) end();
  });
}

/** Until `work` is done or has failed, the time is over, or the signal fires. Never rejects. */
export function settledWithin(
  work: Promise<unknown>,
  ms: number,
  signal?: AbortSignal,
  clock: Clock = systemClock,
): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancel = ms === Infinity ? () => undefined : clock.after(ms, end);
    signal?.addEventListener('abort', end);
    work.then(end, end);
    if (signal?.aborted === true) end();
  });
}
