import { expect, it } from 'vitest';

import { TaskIds } from '../../src/task/task-id.js';

it('gives short printable ids that sort as they were made', () => {
  const ids = new TaskIds();
  const made = Array.from({ length: 50_000 }, () => ids.next());
  expect(new Set(made).size).toBe(made.length);
  expect(made.toSorted()).toEqual(made);
  for (const id of made.slice(0, 10)) expect(id).toMatch(/^[0-9a-z]{23}$/);
});

it('goes on sorting over a full counter and a clock that steps back', () => {
  let now = 1_700_000_000_000;
  const ids = new TaskIds(() => now);
  let last = '';
  const next = (): void => {
    const id = ids.next();
    if (id <= last) throw new Error(`${id} after ${last}`);
    last = id;
  };
  for (let i = 0; i < 1_700_000; i++) next();
  expect(Number.parseInt(last.slice(0, 9), 36)).toBe(now + 1);
  now -= 3_600_000;
  next();
  now += 7_200_000;
  next();
  expect(Number.parseInt(last.slice(0, 9), 36)).toBe(now);
});

it('differs between generators of the same moment', () => {
  const now = () => 1_700_000_000_000;
  expect(new TaskIds(now).next()).not.toBe(new TaskIds(now).next());
});
