import assert from 'node:assert/strict';

import { type ErrorCode, JobQueueError, type Reservation, type Results } from '@jq/core';

/** A batch's results as words: `ok`, or the code of what went wrong, by index. */
export function outcomes(results: Results<unknown>): string[] {
  return results.map((each) => (JobQueueError.is(each) ? each.code : 'ok'));
}

/** Every item of a batch succeeded. */
export function allOk(results: Results<unknown>, count: number): void {
  assert.deepEqual(
    outcomes(results),
    Array.from({ length: count }, () => 'ok'),
  );
}

/** The call as a whole failed with this code. */
export async function rejects(call: Promise<unknown>, ...codes: ErrorCode[]): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(JobQueueError.is(error), `expected a JobQueueError, got ${String(error)}`);
    assert.ok(
      codes.includes(error.code),
      `expected code ${codes.join(' or ')}, got ${error.code}: ${error.message}`,
    );
    return true;
  });
}

/** The items of a call failed with this code, each in its result or all by rejection. */
export async function refuses(
  call: Promise<Results<unknown>>,
  ...codes: ErrorCode[]
): Promise<void> {
  let results: Results<unknown>;
  try {
    results = await call;
  } catch (error) {
    return rejects(Promise.reject(error), ...codes);
  }
  assert.notEqual(results.length, 0, 'expected a refusal, got an empty result');
  for (const code of outcomes(results))
    assert.ok((codes as string[]).includes(code), `expected ${codes.join(' or ')}, got ${code}`);
}

export function idsOf(reservations: readonly Reservation[]): string[] {
  return reservations.map((each) => each.lease.taskId);
}

/** Bodies are equal, byte for byte; a difference is told by its place, not by printing megabytes. */
export function sameBytes(actual: Uint8Array, expected: Uint8Array): void {
  assert.equal(actual.length, expected.length, 'the body has another length');
  if (Buffer.compare(actual, expected) === 0) return;
  const at = actual.findIndex((byte, index) => byte !== expected[index]);
  assert.fail(`byte ${at} is ${actual[at]}, was ${expected[at]}`);
}
