import { JobQueueError } from '../errors.js';
import type { Results } from './adapter.js';

/** A batch that never rejects: a failure of all of it is one of each item. */
export async function perItem<T>(
  call: Promise<Results<T>>,
  count: number,
  doing: string,
): Promise<Results<T>> {
  try {
    return await call;
  } catch (error) {
    return Array.from({ length: count }, () => JobQueueError.from(error, doing));
  }
}

/**
 * Asks for some of the items and puts the answers at their places; the others keep what they have.
 */
export async function fillIn<Item, T>(
  results: (T | JobQueueError)[],
  items: readonly Item[],
  which: (index: number) => boolean,
  ask: (chosen: readonly Item[]) => Promise<Results<T>>,
): Promise<void> {
  const places: number[] = [];
  for (let index = 0; index < items.length; index += 1) if (which(index)) places.push(index);
  if (places.length === 0) return;
  const all = places.length === items.length;
  const chosen = all ? items : places.map((index) => items[index] as Item);
  const answers = await perItem(ask(chosen), chosen.length, 'asking the broker');
  for (let at = 0; at < places.length; at += 1)
    results[places[at] as number] = answers[at] as T | JobQueueError;
}
