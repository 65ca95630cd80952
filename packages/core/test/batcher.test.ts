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
  const batcher = new Batcher<number>((items) => batches.push(items), 2);
  for (const item of [1, 2, 3, 4, 5]) batcher.add(item);
  expect(batches).toEqual([
    [1, 2],
    [3, 4],
  ]);
  await turn();
  expect(batches).toEqual([[1, 2], [3, 4], [5]]);
});
