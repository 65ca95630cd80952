import { delayFor, maxAttemptsOf, type RetryPolicy, sidekiqLike } from '@jq/core';
import { expect, it } from 'vitest';

const delays = (policy: RetryPolicy, random = 0.5): number[] =>
  [1, 2, 3, 4, 5].map((attempt) => delayFor(policy, attempt, () => random));

it('fixed: the same each time', () => {
  expect(delays({ kind: 'fixed', delayMs: 70, maxAttempts: 3 })).toEqual([70, 70, 70, 70, 70]);
});

it('list: one after the other, then the last', () => {
  const policy: RetryPolicy = { kind: 'list', delaysMs: [1, 20, 300] };
  expect(delays(policy)).toEqual([1, 20, 300, 300, 300]);
  expect(maxAttemptsOf(policy)).toBe(4);
  expect(maxAttemptsOf({ ...policy, maxAttempts: 9 })).toBe(9);
});

it('exponential: grows by the factor up to the cap', () => {
  const policy: RetryPolicy = {
    kind: 'exponential',
    baseMs: 100,
    factor: 3,
    capMs: 1000,
    jitter: 'none',
    maxAttempts: 5,
  };
  expect(delays(policy)).toEqual([100, 300, 900, 1000, 1000]);
  expect(delayFor({ ...policy, capMs: 3_600_000 }, 5000, () => 0.5)).toBe(3_600_000);
});

it('exponential with full jitter: anywhere up to that, in whole milliseconds', () => {
  const policy: RetryPolicy = { kind: 'exponential', baseMs: 101, maxAttempts: 5 };
  expect(delays(policy, 0)).toEqual([0, 0, 0, 0, 0]);
  expect(delays(policy, 0.5)).toEqual([51, 101, 202, 404, 808]);
  expect(delays(policy, 0.999999)).toEqual([101, 202, 404, 808, 1616]);
});

it('sidekiqLike: fails⁴ + 15 + random(0–29) × (fails + 1) seconds, four fails', () => {
  expect(delays(sidekiqLike, 0).slice(0, 3)).toEqual([16_000, 31_000, 96_000]);
  expect(delays(sidekiqLike, 0.9999).slice(0, 3)).toEqual([74_000, 118_000, 212_000]);
  expect(maxAttemptsOf(sidekiqLike)).toBe(4);
});

it('is plain data', () => {
  expect(JSON.parse(JSON.stringify(sidekiqLike))).toEqual(sidekiqLike);
});
