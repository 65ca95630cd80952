import { replyError } from '../errors.js';
import { type JobStats, jobStats } from '../wire/job-stats.js';
import type { Delivery } from './delivery.js';

/**
 * What the server knows about a delivered job; undefined when it is gone. Over its own connection.
 */
export async function askAbout({ carrier, jobId }: Delivery): Promise<JobStats | undefined> {
  const { line, body } = await carrier.connection.call(`stats-job ${jobId}`);
  if (body !== undefined) return jobStats(body);
  if (line === 'NOT_FOUND') return undefined;
  throw replyError(carrier.connection.server, line);
}

/** Nobody was given the task after this delivery, and nobody has it now but perhaps its holder. */
export function isStillOurs({ attempts }: Delivery, { state, reserves }: JobStats): boolean {
  return reserves === attempts && (state === 'ready' || state === 'reserved');
}
