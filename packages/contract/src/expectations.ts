import assert from 'node:assert/strict';
import { inspect } from 'node:util';

import { type ErrorCode, JobQueueError, type Results } from '@jq/core/adapter';

import type { Connection } from './space.js';
import { outcomes } from './tasks.js';

export { idsOf, outcomes } from './tasks.js';

/** Every item of a batch succeeded. */
export function allOk(results: Results<unknown>, count: number): void {
  assert.deepEqual(
    outcomes(results),
    Array.from({ length: count }, () => 'ok'),
  );
}

/** A verb, called with these arguments, fails as a whole with one of these codes. */
export async function rejects<V extends Verb>(
  adapter: Connection,
  verb: V,
  args: Parameters<Connection[V]>,
  ...codes: ErrorCode[]
): Promise<void> {
  await failsWith(called(verb, args), call(adapter, verb, args), ...codes);
}

/** The call `what` fails as a whole with one of these codes. */
export async function failsWith(
  what: string,
  outcome: Promise<unknown>,
  ...codes: ErrorCode[]
): Promise<void> {
  let answer: unknown;
  try {
    answer = await outcome;
  } catch (error) {
    return hasCode(what, error, codes);
  }
  assert.fail(`${what}: expected ${codes.join(' or ')}, got ${brief(answer)}`);
}

/** As `rejects`, but a batch may also fail item by item. */
export async function refuses<V extends Verb>(
  adapter: Connection,
  verb: V,
  args: Parameters<Connection[V]>,
  ...codes: ErrorCode[]
): Promise<void> {
  await itemsFail(called(verb, args), call(adapter, verb, args), ...codes);
}

/**
 * The items of the call `what` fail with one of these codes, each in its result or all by
 * rejection.
 */
export async function itemsFail(
  what: string,
  outcome: Promise<unknown>,
  ...codes: ErrorCode[]
): Promise<void> {
  let answer: unknown;
  try {
    answer = await outcome;
  } catch (error) {
    return hasCode(what, error, codes);
  }
  const refused = Array.isArray(answer) && answer.length > 0;
  assert.ok(refused, `${what}: expected ${codes.join(' or ')}, got ${brief(answer)}`);
  for (const each of answer as Results<unknown>) hasCode(what, each, codes);
}

type Verb = {
  [K in keyof Connection]: Connection[K] extends (...args: never[]) => Promise<unknown> ? K : never;
}[keyof Connection];

async function call(adapter: Connection, verb: Verb, args: readonly unknown[]): Promise<unknown> {
  return (adapter[verb] as (...args: readonly unknown[]) => Promise<unknown>)(...args);
}

function hasCode(what: string, error: unknown, codes: readonly ErrorCode[]): void {
  const wanted = codes.join(' or ');
  assert.ok(JobQueueError.is(error), `${what}: expected ${wanted}, got ${brief(error)}`);
  const { code, message } = error;
  assert.ok(codes.includes(code), `${what}: expected ${wanted}, got ${code}: ${message}`);
}

/** `peek('q', 'ready', 0)`. */
function called(verb: string, args: readonly unknown[]): string {
  return `${verb}(${args.map(brief).join(', ')})`;
}

function brief(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  const limits = { breakLength: Infinity, maxArrayLength: 4, maxStringLength: 80 };
  const text = inspect(value, limits);
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}

/**
 * Bodies are equal, byte for byte; a difference is told by its place, not by printing megabytes.
 */
export function sameBytes(actual: Uint8Array, expected: Uint8Array): void {
  assert.equal(actual.length, expected.length, 'the body has another length');
  if (Buffer.compare(actual, expected) === 0) return;
  const at = actual.findIndex((byte, index) => byte !== expected[index]);
  assert.fail(`byte ${at} is ${actual[at]}, was ${expected[at]}`);
}
