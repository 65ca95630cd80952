import { expect, it } from 'vitest';

import { Ahead } from '../src/ahead.js';

/** Jobs that end when told to. */
function gated(count: number, width: number) {
  const started: number[] = [];
  const ends = new Map<number, () => void>();
  const run = (job: number): Promise<number> => {
    started.push(job);
    return new Promise((resolve) => ends.set(job, () => resolve(job * 10)));
  };
  const ahead = new Ahead([...Array(count).keys()], run, width);
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const end = async (job: number): Promise<void> => {
    ends.get(job)?.();
    await settle();
  };
  return { ahead, started, end };
}

it('keeps as many jobs running as allowed while a result is awaited', async () => {
  const { ahead, started, end } = gated(8, 3);
  const first = ahead.result(0);
  expect(started).toEqual([0, 1, 2]);
  await end(1);
  await end(2);
  expect(started).toEqual([0, 1, 2, 3, 4]);
  await end(0);
  expect(await first).toBe(0);
  const soFar = [...started];
  await end(3);
  expect(started).toEqual(soFar);
  expect(await ahead.result(1)).toBe(10);
  await end(4);
});

it('runs each job once, also out of order, and nothing else when one is allowed', async () => {
  const { ahead, started, end } = gated(3, 1);
  const last = ahead.result(2);
  await end(2);
  expect(await last).toBe(20);
  expect(await ahead.result(2)).toBe(20);
  expect(started).toEqual([2]);
  await ahead.finished();
});
