import { timers } from '@jq/core/adapter';
import { afterEach, expect, test, vi } from 'vitest';

import type { AdminConnection } from '../src/broker/admin-connection.js';
import { type Returns, returnsOf } from '../src/broker/admin-reader.js';
import { EarlierDeliveries, ReturnQuestions } from '../src/broker/earlier-deliveries.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Lets so much time pass at once, for who looks at the clock. */
function later(ms: number): void {
  const at = timers.now() + ms;
  vi.spyOn(timers, 'now').mockReturnValue(at);
}

/** A server with so many jobs, of which it took some back; says how often it was asked. */
function server(jobs: number, returns: Returns = new Map()) {
  const half = { name: 'jobs', total: jobs / 2, running: 0 };
  const connection = {
    alive: true,
    status: vi.fn<AdminConnection['status']>(() => Promise.resolve([half, half])),
    returns: vi.fn<AdminConnection['returns']>(() => Promise.resolve(returns)),
  };
  const ready = vi.fn<() => Promise<AdminConnection>>(() =>
    Promise.resolve(connection as unknown as AdminConnection),
  );
  const questions = (random = 0.5): ReturnQuestions =>
    new ReturnQuestions({ ready } as never, () => random);
  return { connection, ready, questions };
}

test('the jobs that were taken back are read out of all', () => {
  const lines = ['H:a:1\t0\t0\t1', 'H:a:2\t3\t0\t1', 'H:a\tb', '', 'H:a:4\t255\t1\t0'];
  expect(returnsOf(lines)).toEqual(
    new Map([
      ['H:a:2', 3],
      ['H:a:4', 255],
    ]),
  );
  expect(returnsOf([])).toEqual(new Map());
});

test('a connection asks with its first job, then only about jobs of which it was told', async () => {
  const earlier = new EarlierDeliveries(server(9, new Map([['H:a:7', 2]])).questions());
  expect(earlier.none).toBe(false);
  expect(earlier.suspects('H:a:1')).toBe(true);
  await earlier.ask();
  expect(['H:a:1', 'H:a:7', 'H:a:8'].map((each) => earlier.suspects(each))).toEqual([
    false,
    true,
    false,
  ]);
  expect(['H:a:1', 'H:a:7'].map((each) => earlier.receives(each))).toEqual([undefined, 3]);
});

test('a connection that was told of no job looks at none', async () => {
  const earlier = new EarlierDeliveries(server(9).questions());
  await earlier.ask();
  expect(earlier.none).toBe(true);
});

test('a server is asked once for all who ask, and a second later again', async () => {
  const { connection, questions } = server(9, new Map([['H:a:7', 2]]));
  const asking = questions();
  const answers = await Promise.all([asking.ask(), asking.ask(), asking.ask()]);
  answers.push(await asking.ask());
  expect(answers.map((each) => each?.get('H:a:7'))).toEqual([2, 2, 2, 2]);
  expect(connection.status).toHaveBeenCalledTimes(1);
  expect(connection.returns).toHaveBeenCalledTimes(1);
  later(1000);
  await asking.ask();
  expect(connection.returns).toHaveBeenCalledTimes(2);
});

test('of many jobs is asked by lot, of a million and more never', async () => {
  const asked = async (jobs: number, random: number): Promise<number> => {
    const { connection, questions } = server(jobs);
    await questions(random).ask();
    expect(connection.status).toHaveBeenCalledTimes(1);
    return connection.returns.mock.calls.length;
  };
  expect(await asked(10_000, 0.999)).toBe(1);
  expect(await asked(200_000, 0.049)).toBe(1);
  expect(await asked(200_000, 0.051)).toBe(0);
  expect(await asked(1_000_002, 0)).toBe(0);
});

test('what a server said is forgotten with the connection it came over', async () => {
  const { connection, questions } = server(9, new Map([['H:a:7', 2]]));
  const asking = questions();
  await asking.ask();
  connection.alive = false;
  expect(await asking.ask()).toBeUndefined();
});

test('a server that refuses the question is left alone, and nothing fails', async () => {
  const { connection, ready, questions } = server(9);
  connection.returns.mockRejectedValue(new Error('ERR UNKNOWN_SHOW_ARGUMENTS'));
  const asking = questions();
  expect(await asking.ask()).toBeUndefined();
  later(59_000);
  expect(await asking.ask()).toBeUndefined();
  expect(ready).toHaveBeenCalledTimes(1);
  later(1000);
  expect(await asking.ask()).toBeUndefined();
  expect(ready).toHaveBeenCalledTimes(2);
});

test('an answer that takes too long is waited for a second, and of use when it comes', async () => {
  const { connection, questions } = server(9);
  let answer: (returns: Returns) => void = () => undefined;
  connection.returns.mockReturnValue(new Promise((resolve) => (answer = resolve)));
  const earlier = new EarlierDeliveries(questions());
  await earlier.ask();
  expect(earlier.suspects('H:a:7')).toBe(false);
  answer(new Map([['H:a:7', 2]]));
  await vi.waitFor(() => expect(earlier.receives('H:a:7')).toBe(3));
});
