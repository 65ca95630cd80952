import { expect, test } from 'vitest';

import { type Counted, Emptiness } from '../src/emptiness.js';

/** A queue of which the broker shows these counts. */
function counted(exactCounts: boolean, counts: { ready: number; held?: number }): Counted {
  const rest = { delayed: 0, reserved: 0, held: 0, paused: false };
  return { adapter: { supports: { exactCounts } }, stats: async () => ({ ...rest, ...counts }) };
}

test('exact counts are believed at once', async () => {
  expect(await new Emptiness(counted(true, { ready: 0 })).reached(false)).toBe(true);
  expect(await new Emptiness(counted(true, { ready: 1 })).reached(true)).toBe(false);
});

test('held tasks are nobody’s work any more', async () => {
  expect(await new Emptiness(counted(true, { ready: 0, held: 3 })).reached(false)).toBe(true);
});

test('approximate counts are believed when every result is there', async () => {
  const emptiness = new Emptiness(counted(false, { ready: 0 }));
  expect(await emptiness.reached(false)).toBe(false);
  expect(await emptiness.reached(true)).toBe(true);
  expect(await new Emptiness(counted(false, { ready: 1 })).reached(true)).toBe(false);
});

test('or when they stay the same for a minute, so that a lost task ends the wait', async () => {
  let now = 0;
  const counts = { ready: 0 };
  const emptiness = new Emptiness(counted(false, counts), () => now);
  const after = (ms: number): Promise<boolean> => {
    now += ms;
    return emptiness.reached(false);
  };
  expect(await after(0)).toBe(false);
  expect(await after(59_000)).toBe(false);
  counts.ready = 1;
  expect(await after(1000)).toBe(false);
  counts.ready = 0;
  expect(await after(1000)).toBe(false);
  expect(await after(59_000)).toBe(false);
  expect(await after(1000)).toBe(true);
});
