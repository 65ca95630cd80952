import { createHash } from 'node:crypto';

export const QUEUE_NAME: RegExp = /^[A-Za-z0-9_-]{1,80}$|^[A-Za-z0-9_-]{1,75}\.fifo$/;
/** Region, account and name. */
export const QUEUE_ARN: RegExp = /^arn:aws[a-z0-9-]*:sqs:([a-z0-9-]+):(\d{12}):([^:/]+)$/;
/** The name. */
export const QUEUE_URL: RegExp = /^https?:\/\/[^\s?#]+\/([^/\s?#]+)$/;

const LONGEST_NAME = 80;
const HASH_LENGTH = 12;

/**
 * The name at SQS of a queue or one of its side queues: `prefix-name`, with `.fifo` where they are.
 * What is longer than SQS allows is cut, and made different again by the end of its SHA-256.
 */
export function physicalName(
  place: string,
  { prefix, fifo }: { readonly prefix: string; readonly fifo: boolean },
): string {
  const name = prefix === '' ? place : `${prefix}-${place}`;
  const end = fifo ? '.fifo' : '';
  if (name.length + end.length <= LONGEST_NAME) return name + end;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_LENGTH);
  return `${name.slice(0, LONGEST_NAME - end.length - HASH_LENGTH - 1)}-${hash}${end}`;
}
