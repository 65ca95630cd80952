import { JobQueueError } from '../errors.js';
import { shown } from './checks.js';

/**
 * Refuses what is no object of options, and options nobody knows: a typing error must not be
 * dropped. Only own properties count.
 * @param what whose options, such as `@jq/redis` or `task resize`
 * @throws JobQueueError `invalid`, with the nearest known name and all of them
 */
export function checkOptions(what: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || !isPlain(options))
    throw invalid(`${what}: options ${shown(options)}: use an object with ${known.join(', ')}`);
  for (const key in options)
    if (!known.includes(key) && Object.hasOwn(options, key))
      throw invalid(`${what}: ${unknownOption(key, known)}`);
}

/** What is wrong with an option nobody knows. */
export function unknownOption(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const hint = near === undefined ? '; known are' : `, did you mean ${near}? Known are`;
  return `unknown option ${shown(name)}${hint} ${known.join(', ')}`;
}

/** The known name that a few slips of the finger away from this one, if any. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(name.length / 3));
  let best: string | undefined;
  let least = most + 1;
  for (const each of known) {
    const apart = slips(name.toLowerCase(), each.toLowerCase());
    if (apart < least) [best, least] = [each, apart];
  }
  return best ?? known.find((each) => each.startsWith(name) || name.startsWith(each));
}

/** Letters to insert, delete or replace, or neighbours to swap, between two words. */
function slips(from: string, to: string): number {
  let [before, row] = [[] as number[], Array.from({ length: to.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced);
      if (from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    [before, row] = [row, next];
  }
  return row[to.length] ?? 0;
}

/** A class instance, such as somebody else's client, is no object of options. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const invalid = (message: string): JobQueueError => new JobQueueError('invalid', message);
