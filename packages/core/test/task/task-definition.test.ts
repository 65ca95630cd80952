import { DEFAULT_RETRY_POLICY, defineTask, type TaskOptions } from '@jq/core';
import { expect, it } from 'vitest';

import { numeric } from '../schemas.js';

it('fills in the documented defaults', () => {
  expect(defineTask('resize')).toMatchObject({
    name: 'resize',
    priority: 512,
    delayMs: 0,
    ttrMs: 60_000,
    retry: DEFAULT_RETRY_POLICY,
    timeLimitMs: undefined,
    maxDeliveries: 20,
    schema: undefined,
  });
});

it('lets a task have all attempts of its policy before it counts as poison', () => {
  const retry = { kind: 'fixed', delayMs: 1, maxAttempts: 50 } as const;
  expect(defineTask('t', { retry }).maxDeliveries).toBe(100);
});

it('keeps what it is told', () => {
  const options = {
    priority: 1,
    delayMs: 2,
    ttrMs: 3,
    retry: { kind: 'fixed', delayMs: 4, maxAttempts: 5 },
    timeLimitMs: 6,
    maxDeliveries: 7,
  } as const;
  expect(defineTask('a:b/c.d-e_f', options)).toMatchObject(options);
  expect(defineTask('n', { data: numeric }).schema).toBe(numeric);
});

it.each(['', ' x', 'a b', 'x'.repeat(201), 'ä'])('refuses the name %j', (name) => {
  expect(() => defineTask(name)).toThrow(expect.objectContaining({ code: 'invalid' }));
});

it.each<[string, object]>([
  ['priority', { priority: -1 }],
  ['priority', { priority: 2 ** 32 }],
  ['delayMs', { delayMs: 0.5 }],
  ['ttrMs', { ttrMs: 0 }],
  ['ttrMs', { ttrMs: '60' }],
  ['timeLimitMs', { timeLimitMs: Infinity }],
  ['maxDeliveries', { maxDeliveries: 0 }],
  ['retry', { retry: { kind: 'sometimes' } }],
  ['retry.delaysMs', { retry: { kind: 'list', delaysMs: [] } }],
  ['retry.delaysMs[1]', { retry: { kind: 'list', delaysMs: [1, -1] } }],
  ['retry.maxAttempts', { retry: { kind: 'fixed', delayMs: 1, maxAttempts: 0 } }],
  ['retry.factor', { retry: { kind: 'exponential', baseMs: 1, maxAttempts: 1, factor: 0.5 } }],
  ['retry.jitter', { retry: { kind: 'exponential', baseMs: 1, maxAttempts: 1, jitter: 'half' } }],
  ['data', { data: {} }],
  ['"ttr"', { ttr: 60 }],
])('refuses a bad %s: %j', (named, options) => {
  expect(() => defineTask('t', options as TaskOptions)).toThrow(
    expect.objectContaining({ code: 'invalid', message: expect.stringContaining(named) }),
  );
});

it('refuses a handler that is none', () => {
  expect(() => defineTask('t').handle({} as never)).toThrow(
    expect.objectContaining({ code: 'invalid', message: expect.stringContaining('task t') }),
  );
});
