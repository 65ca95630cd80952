import { ManualClock } from '@jq/core/testing';
import { expect, it } from 'vitest';

import { Batcher } from '../src/adapter/batcher.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('makes one batch of what one tick and its promise jobs bring', async () => {
  const batches: number[][] = [];
  const batcher = new Batcher<number>((items) => batches.push(items));
  const soon = async (depth: number, item: number): Promise<void> => {
    for (let i = 0; i < depth; i++) await Promise.resolve();
    batcher.add(item);
  };
  await turn();
  await Promise.resolve();
  void soon(0, 1);
  void soon(1, 2);
  void soon(5, 3);
  await turn();
  batcher.add(4);
  await turn();
  expect(batches).toEqual([[1, 2, 3], [4]]);
});

it('sends at once when told to, and nothing twice', async () => {
  const batches: number[][] = [];
  const batcher = new Batcher<number>((items) => batches.push(items));
  batcher.add(1);
  batcher.flush();
  expect(batches).toEqual([[1]]);
  batcher.add(2);
  await turn();
  batcher.flush();
  expect(batches).toEqual([[1], [2]]);
});

it('hands over a full batch within the tick, and the rest at its end', async () => {
  const batches: number[][] = [];
  const batcher = new Batcher<number>((items) => batches.push(items), { most: 2 });
  for (const item of [1, 2, 3, 4, 5]) batcher.add(item);
  expect(batches).toEqual([
    [1, 2],
    [3, 4],
  ]);
  await turn();
  expect(batches).toEqual([[1, 2], [3, 4], [5]]);
});

it('keeps at most so many batches under way, and cuts the next one when one ends', async () => {
  const sent: number[][] = [];
  const ends: (() => void)[] = [];
  const send = (items: number[]): Promise<void> => {
    sent.push(items);
    return new Promise((resolve) => ends.push(resolve));
  };
  const batcher = new Batcher<number>(send, { most: 2, atOnce: 1 });
  for (const item of [1, 2, 3]) batcher.add(item);
  expect(sent).toEqual([[1, 2]]);
  batcher.add(4);
  batcher.add(5);
  await turn();
  expect(sent).toEqual([[1, 2]]);
  ends.shift()?.();
  await turn();
  expect(sent).toEqual([
    [1, 2],
    [3, 4],
  ]);
  ends.shift()?.();
  await turn();
  expect(sent.at(-1)).toEqual([5]);
});

it('cuts batches by what their items add up to; a large one goes alone', async () => {
  const sent: number[][] = [];
  const batcher = new Batcher<number>((items) => sent.push(items), {
    mostBytes: 10,
    bytesOf: (item) => item,
  });
  for (const item of [4, 6, 1, 40, 9]) batcher.add(item);
  await turn();
  expect(sent).toEqual([[4, 6], [1], [40], [9]]);
});

it('waits for more as long as it lingers, unless it is full or flushed', async () => {
  const clock = new ManualClock();
  const sent: number[][] = [];
  const batcher = new Batcher<number>((items) => sent.push(items), {
    most: 3,
    lingerMs: 5,
    clock,
  });
  batcher.add(1);
  await clock.advance(4);
  batcher.add(2);
  expect(sent).toEqual([]);
  await clock.advance(1);
  expect(sent).toEqual([[1, 2]]);
  for (const item of [3, 4, 5]) batcher.add(item);
  expect(sent.at(-1)).toEqual([3, 4, 5]);
  batcher.add(6);
  batcher.flush();
  expect(sent.at(-1)).toEqual([6]);
  await clock.advance(5);
  expect(sent).toHaveLength(3);
  expect(clock.pending).toBe(0);
});
