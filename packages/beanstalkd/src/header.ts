/** What stands before the body of every task that a jq adapter put. */
export interface Header {
  readonly taskId: string;
  readonly ttrMs: number;
  readonly body: Buffer;
}

// "jq1 " + 63 characters of id + " " + 13 digits of ttr + "\n"
export const LONGEST_HEADER = 82;

const HEADER = /^jq1 ([!-~]{1,63}) ([1-9]\d{0,12})\n/;

/** The header of a task; docs/beanstalkd.md tells other producers about it. */
export function headerOf(taskId: string, ttrMs: number): string {
  return `jq1 ${taskId} ${ttrMs}\n`;
}

/** Reads the header of a stored body; undefined when somebody else put it, who needs none. */
export function readHeader(stored: Buffer): Header | undefined {
  const found = HEADER.exec(stored.toString('latin1', 0, LONGEST_HEADER));
  const [header, taskId, ttr] = found ?? [];
  if (header === undefined || taskId === undefined) return undefined;
  return { taskId, ttrMs: Number(ttr), body: stored.subarray(header.length) };
}

/** The id under which a task without header goes: the broker's own. */
export function foreignId(jobId: string): string {
  return `job:${jobId}`;
}

/** The broker's id in an id made by `foreignId`. */
export function foreignJobId(taskId: string): string | undefined {
  return /^job:(\d{1,20})$/.exec(taskId)?.[1];
}
