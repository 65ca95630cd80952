import { JobQueueError } from '../errors.js';

/** The outcome of `work`, or `aborted` as soon as the signal fires; `work` itself goes on. */
export async function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return work;
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(abortedError(signal));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Of a call whose signal has fired. */
export function abortedError(signal: AbortSignal): JobQueueError {
  return new JobQueueError('aborted', 'the call was aborted', { cause: signal.reason });
}
