import { JobQueueError } from '../errors.js';
import type { Results } from './adapter.js';

/**
 * Asks for some of the items and puts the answers at their places; the others keep what they have.
 * A failure of all of them is one of each. Answers later only where `ask` does, so that what is
 * known at once costs no turn.
 */
export function fillIn<Item, T>(
  results: (T | JobQueueError)[],
  items: readonly Item[],
  which: (index: number) => boolean,
  ask: (chosen: readonly Item[]) => Results<T> | Promise<Results<T>>,
): void | Promise<void> {
  const places: number[] = [];
  for (let index = 0; index < items.length; index += 1) if (which(index)) places.push(index);
  if (places.length === 0) return undefined;
  const all = places.length === items.length;
  const chosen = all ? items : places.map((index) => items[index] as Item);
  const fill = (answers: Results<T>): void => {
    for (let at = 0; at < places.length; at += 1)
      results[places[at] as number] = answers[at] as T | JobQueueError;
  };
  const fail = (error: unknown): void => {
    const failure = JobQueueError.from(error, 'asking the broker');
    for (const place of places) results[place] = failure;
  };
  let answers: Results<T> | Promise<Results<T>>;
  try {
    answers = ask(chosen);
  } catch (error) {
    return fail(error);
  }
  return answers instanceof Promise ? answers.then(fill, fail) : fill(answers);
}
