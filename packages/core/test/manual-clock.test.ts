import { ManualClock } from '@jq/core/testing';
import { expect, it } from 'vitest';

it('runs what falls due in order, at its own time, after what it set off', async () => {
  const clock = new ManualClock();
  const seen: string[] = [];
  const note = (what: string) => () => void seen.push(`${what}@${clock.monotonic()}`);
  clock.after(20, note('b'));
  clock.after(20, note('c'));
  clock.after(10, () => {
    note('a')();
    void Promise.resolve().then(() => clock.after(5, note('from a')));
  });
  const cancel = clock.after(1, note('cancelled'));
  clock.after(31, note('later'));
  cancel();
  await clock.advance(30);
  expect(seen).toEqual(['a@10', 'from a@15', 'b@20', 'c@20']);
  expect(clock.pending).toBe(1);
});

it('steps wall time without touching deadlines', async () => {
  const clock = new ManualClock();
  const before = clock.now();
  clock.stepWall(-3_600_000);
  await Promise.all([clock.advance(5), clock.advance(5)]);
  expect(clock.now()).toBe(before - 3_600_000 + 10);
  expect(clock.monotonic()).toBe(10);
});
