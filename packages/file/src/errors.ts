import { JobQueueError } from '@jq/core/adapter';

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: free space, or move the folder; tasks already acknowledged are safe',
  EDQUOT: 'the disk quota is used up: free space, or raise the quota',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied: every process that uses the queue needs read and write access',
  EPERM: 'permission denied: every process that uses the queue needs read and write access',
  EMFILE: 'too many open files: raise the limit (ulimit -n)',
  ENFILE: 'too many open files on this machine',
  EIO: 'the disk reported an error: check its health before going on',
};

/** The system's error code, such as ENOENT, if `error` has one. */
export function systemCode(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** Turns a failed file operation into an error that says which, where and what to do. */
export function fileError(error: unknown, doing: string, path: string): JobQueueError {
  if (JobQueueError.is(error)) return error;
  const code = systemCode(error);
  const advice = code === undefined ? undefined : ADVICE[code];
  if (code === undefined || advice === undefined)
    return JobQueueError.from(error, `${doing} ${path}`);
  return new JobQueueError('unavailable', `${doing} ${path}: ${code}, ${advice}`, { cause: error });
}

/** The folder holds something that is not, or no longer, a whole journal. */
export function damaged(path: string, what: string): JobQueueError {
  return new JobQueueError(
    'invalid',
    `${path}: ${what}. Nothing was changed; restore the folder from a copy, or choose an empty one`,
  );
}
