import { createHash } from 'node:crypto';

const LONGEST = 80;
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
  if (name.length + end.length <= LONGEST) return name + end;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_LENGTH);
  return `${name.slice(0, LONGEST - end.length - HASH_LENGTH - 1)}-${hash}${end}`;
}
