import { type ErrorCode, JobQueueError } from '@jq/core/adapter';

const ERRORS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  QUEUE_ERROR: ['unavailable', 'it takes no more jobs into this queue now'],
  SHUTDOWN: ['unavailable', 'it is shutting down'],
  MEMORY_ALLOCATION_FAILURE: ['unavailable', 'it is out of memory'],
  JOB_NOT_FOUND: ['lease-lost', 'it does not know this job any more'],
};

/** What an ERROR packet means. `server` is its kind and address. */
export function serverError(server: string, code: string, text: string): JobQueueError {
  const [known, meaning] = ERRORS[code] ?? ['unexpected', `it answered ${code}`];
  const cause = known === 'unexpected' ? code : undefined;
  return new JobQueueError(known, `${server}: ${meaning} (${text})`, { cause });
}

/** A server that throws tasks away. */
export function dropsJobs(server: string, retries: number): JobQueueError {
  return new JobQueueError(
    'invalid',
    `${server} deletes a job after ${retries} ${retries === 1 ? 'delivery' : 'deliveries'} (--job-retries), which would lose tasks: start it without a limit`,
  );
}
