import type { QueueStats } from '@jq/core/adapter';

/** What SQS counts, some seconds late. Tasks that wait for a retry count as reserved. */
export function statsOf(attributes: Readonly<Partial<Record<string, string>>>): QueueStats {
  const count = (name: string): number =>
    Number(attributes[`ApproximateNumberOfMessages${name}`] ?? 0);
  return {
    ready: count(''),
    delayed: count('Delayed'),
    reserved: count('NotVisible'),
    held: 0,
    paused: false,
  };
}
