import { JobQueueError } from '../errors.js';

// No longer than five characters: SQS takes names of 80, and a queue's may have 75.
const HELD = '-held';
const BAND = /-p\d$/;

/** Where the held tasks of a queue wait. */
export function heldPlace(queue: string): string {
  return `${queue}${HELD}`;
}

/** Whether a queue of the broker is one where held tasks wait. */
export function isHeldPlace(name: string): boolean {
  return name.endsWith(HELD);
}

/**
 * Where a band of a queue waits, other than that of the default priority, which has the queue's own
 * name.
 */
export function bandPlace(queue: string, band: number): string {
  return `${queue}-p${band}`;
}

/** The queue whose held tasks wait there; any other name as it is. */
export function queueOfHeldPlace(name: string): string {
  return isHeldPlace(name) ? name.slice(0, -HELD.length) : name;
}

/** The queue of which this is a band; any other name as it is. */
export function queueOfBandPlace(name: string): string {
  return name.replace(BAND, '');
}

/** @throws JobQueueError `invalid` for a queue named as the held tasks of another one */
export function refuseHeldPlace(queue: string): void {
  if (isHeldPlace(queue))
    throw taken(queue, `queue ${queueOfHeldPlace(queue)} keeps its held tasks`);
}

/** @throws JobQueueError `invalid` for a queue named as a band of another one */
export function refuseBandPlace(queue: string): void {
  if (BAND.test(queue))
    throw taken(queue, `queue ${queueOfBandPlace(queue)} keeps a band of priorities`);
}

function taken(queue: string, what: string): JobQueueError {
  return new JobQueueError('invalid', `queue name "${queue}": ${what} there; use another name`);
}
