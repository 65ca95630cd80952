import { JobQueueError } from '../errors.js';
import type { CallOptions } from './adapter.js';
import { isPlain, shown } from './checks.js';

/**
 * Refuses what is no object of options, and options nobody knows: a typing error must not be
 * dropped. Only own properties count.
 * @param what whose options, such as `@jq/redis` or `task resize`
 * @returns the options to read: where `Object.prototype` was extended, a copy of the own ones
 * @throws JobQueueError `invalid`, with the nearest known name and all of them
 */
export function checkOptions<T>(what: string, options: T, known: readonly string[]): T {
  // An instance of a class, such as somebody else's client, is no object of options.
  if (typeof options !== 'object' || options === null || !isPlain(options))
    throw invalid(`${what}: options ${shown(options)}: use an object with ${known.join(', ')}`);
  let extended = false;
  for (const key in options)
    if (!Object.hasOwn(options, key)) extended = true;
    else if (!known.includes(key)) throw invalid(`${what}: ${unknownOption(key, known)}`);
  return extended ? (Object.assign(Object.create(null), options) as T) : options;
}

/**
 * For the last argument of a call: nothing, or an object with at most a signal.
 * @returns the options to read
 * @throws JobQueueError `invalid`
 */
export function checkCallOptions(
  what: string,
  options: CallOptions | undefined,
): CallOptions | undefined {
  if (options === undefined) return undefined;
  const own = checkOptions(what, options, ['signal']);
  checkSignal(what, own.signal);
  return own;
}

/** @throws JobQueueError `invalid` for anything but an AbortSignal or nothing */
export function checkSignal(what: string, signal: unknown): void {
  if (signal === undefined || signal instanceof AbortSignal) return;
  throw invalid(`${what}: signal ${shown(signal)}: use the signal of an AbortController`);
}

/** What is wrong with an option nobody knows, or another name of this kind. */
export function unknownOption(name: string, known: readonly string[], kind = 'option'): string {
  const near = nearest(name, known);
  const hint = near === undefined ? '; known are' : `, did you mean ${near}? Known are`;
  return `unknown ${kind} ${shown(name)}${hint} ${known.join(', ')}`;
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

const invalid = (message: string): JobQueueError => new JobQueueError('invalid', message);
