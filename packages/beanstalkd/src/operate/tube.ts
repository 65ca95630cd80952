import type { QueueStats, TaskState } from '@jq/core/adapter';

import type { Connection } from '../broker/connection.js';
import { jobStats, type JobStats } from '../broker/job-stats.js';
import { numberOf } from '../broker/yaml.js';
import { replyError } from '../errors.js';
import { foreignId, type Header, readHeader } from '../header.js';

/** A job as it is stored. */
export interface StoredJob {
  readonly jobId: string;
  readonly taskId: string;
  readonly header: Header | undefined;
  readonly body: Buffer;
}

/** States whose next job the server shows. */
export type ShownState = Exclude<TaskState, 'reserved'>;

const PEEK: Readonly<Record<ShownState, string>> = {
  ready: 'peek-ready',
  delayed: 'peek-delayed',
  held: 'peek-buried',
};

/** The next job of a state: the first to come, the first to be due, the longest held. */
export async function firstOf(
  connection: Connection,
  queue: string,
  state: ShownState,
): Promise<StoredJob | undefined> {
  connection.use(queue);
  return found(connection, await connection.call(PEEK[state]));
}

/** A job by the server's id. */
export async function jobOf(connection: Connection, jobId: string): Promise<StoredJob | undefined> {
  return found(connection, await connection.call(`peek ${jobId}`));
}

/** What the server knows about a job. */
export async function statsOfJob(
  connection: Connection,
  jobId: string,
): Promise<JobStats | undefined> {
  const { line, body } = await connection.call(`stats-job ${jobId}`);
  if (body !== undefined) return jobStats(body);
  if (line === 'NOT_FOUND') return undefined;
  throw replyError(connection.server, line);
}

/** Counts of a queue; zeros where the server has no such tube. */
export async function statsOfQueue(connection: Connection, queue: string): Promise<QueueStats> {
  const { line, body } = await connection.call(`stats-tube ${queue}`);
  if (body === undefined && line !== 'NOT_FOUND') throw replyError(connection.server, line);
  const text = body?.toString('latin1') ?? '';
  return {
    ready: numberOf(text, 'current-jobs-ready'),
    delayed: numberOf(text, 'current-jobs-delayed'),
    reserved: numberOf(text, 'current-jobs-reserved'),
    held: numberOf(text, 'current-jobs-buried'),
    // The length of the pause, 0 when it is over.
    paused: numberOf(text, 'pause') > 0,
  };
}

/** Sends a command that answers `success` or NOT_FOUND; which of them. */
export async function did(
  connection: Connection,
  command: string,
  success: string,
): Promise<boolean> {
  const { line } = await connection.call(command);
  if (line === success) return true;
  if (line === 'NOT_FOUND') return false;
  throw replyError(connection.server, line);
}

function found(
  { server }: Connection,
  { line, body }: { readonly line: string; readonly body: Buffer | undefined },
): StoredJob | undefined {
  if (line === 'NOT_FOUND') return undefined;
  if (body === undefined) throw replyError(server, line);
  const jobId = line.slice('FOUND '.length, line.lastIndexOf(' '));
  const header = readHeader(body);
  return { jobId, header, taskId: header?.taskId ?? foreignId(jobId), body: header?.body ?? body };
}

/**
 * Does something to the next job of a state, and to the next, up to `most` times; answers how often
 * it worked.
 */
export async function toEachFirst(
  connection: Connection,
  queue: string,
  state: ShownState,
  most: number,
  act: (jobId: string) => Promise<boolean>,
): Promise<number> {
  let worked = 0;
  let job = most > 0 ? await firstOf(connection, queue, state) : undefined;
  while (job !== undefined) {
    const acting = act(job.jobId);
    const next = worked + 1 < most ? firstOf(connection, queue, state) : undefined;
    // Both are on their way; neither may be left without somebody who waits for it.
    const [success, following] = await Promise.all([acting, next]);
    if (success) worked += 1;
    job = worked < most ? following : undefined;
  }
  return worked;
}
