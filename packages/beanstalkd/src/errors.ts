import { type ErrorCode, JobQueueError } from '@jq/core/adapter';

const REPLIES: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  DRAINING: [
    'unavailable',
    'it accepts no new tasks (drain mode): put to another server, or restart it',
  ],
  OUT_OF_MEMORY: ['unavailable', 'it is out of memory'],
  BURIED: [
    'unavailable',
    'it is out of memory and put the task aside: it is held now, unhold it when there is room',
  ],
  INTERNAL_ERROR: ['unavailable', 'it reports an internal error; its log says more'],
  JOB_TOO_BIG: [
    'too-large',
    'the task is over its max-job-size: raise it there (-z), or store the data elsewhere',
  ],
  NOT_FOUND: ['not-found', 'there is no such task or queue'],
};

/** What a reply that is not the one hoped for means. `server` is its kind and address. */
export function replyError(server: string, line: string): JobQueueError {
  const [word = ''] = line.split(' ', 1);
  const [code, text] = REPLIES[word] ?? ['unexpected', `it answered "${line.slice(0, 80)}"`];
  const cause = code === 'unexpected' ? line : undefined;
  return new JobQueueError(code, `${server}: ${text}`, { cause });
}
