import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { expect, test } from 'vitest';

import { bundled } from './bundled.js';
import { type Failpoint, FAILPOINTS } from './failpoints/killing.js';
import {
  adapterFor,
  broker,
  codes,
  leasesOf,
  takeAll,
  task,
  until,
  type Verbs,
} from './fixtures.js';

// JQ_FAILPOINT_TIMES=100 for each pair of steps as often as a release wants it.
const TIMES = Number(process.env['JQ_FAILPOINT_TIMES'] ?? '2');
const AT_ONCE = 4;
const OPERATIONS = ['retry', 'retry later', 'hold', 'unhold', 'due', 'lapse'] as const;

const program = bundled(new URL('failpoints/victim.ts', import.meta.url));

/** Puts one task where the operation finds it. */
async function prepare(adapter: Verbs, queue: string, operation: string): Promise<void> {
  await adapter.put(queue, [
    task('a', {
      delayMs: operation === 'due' ? 1 : 0,
      ttrMs: operation === 'lapse' ? 50 : 60_000,
    }),
  ]);
  if (operation !== 'unhold') return;
  expect(codes(await adapter.hold(leasesOf(await takeAll(adapter, 1, queue))))).toEqual(['ok']);
}

/** Answers how many copies of the task are left. */
async function survivors(port: number, queue: string, operation: string, point: Failpoint) {
  const adapter = adapterFor(port, { probe: false });
  await prepare(adapter, queue, operation);
  const victim = spawn(process.execPath, [program(), String(port), queue, operation, point], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [, signal] = (await once(victim, 'exit')) as [number | null, string | null];
  expect(signal, 'the process was not killed at its failpoint').toBe('SIGKILL');
  let left = 0;
  await until('the server has noticed', async () => {
    const { ready, delayed, reserved, held } = await adapter.stats(queue);
    left = ready + delayed + held;
    return reserved === 0;
  });
  await adapter.close();
  return left;
}

test.each(OPERATIONS)(
  'a process killed at any step of %s leaves the task, at most twice',
  { timeout: 600_000 },
  async (operation) => {
    const { port } = await broker();
    const counts: Record<string, Record<string, number>> = {};
    const runs = FAILPOINTS.flatMap((point) =>
      Array.from({ length: TIMES }, (_, n) => ({ point, queue: `q${n}-${point}` })),
    );
    const lane = async (): Promise<void> => {
      for (let run = runs.shift(); run !== undefined; run = runs.shift()) {
        const left = await survivors(port, run.queue, operation, run.point);
        const count = (counts[run.point] ??= {});
        count[left] = (count[left] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    console.info(operation, JSON.stringify(counts));
    for (const point of FAILPOINTS) {
      const { 1: once_ = 0, 2: twice = 0 } = counts[point] ?? {};
      expect(once_ + twice, `${point}: ${JSON.stringify(counts[point])}`).toBe(TIMES);
    }
    // Between the copy and the removal there are two, else it would not have been the middle.
    expect(counts['copy-confirmed']).toEqual({ 2: TIMES });
    expect(counts['removed']).toEqual({ 1: TIMES });
  },
);
