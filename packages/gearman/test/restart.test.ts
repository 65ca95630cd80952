import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';

import {
  adapterFor,
  broker,
  codes,
  idsOf,
  leasesOf,
  pause,
  takeAll,
  task,
  tasks,
  until,
} from './fixtures.js';

/** What a crowd saw while its server was killed three times. */
async function killedUnderLoad(persistent: boolean) {
  const own = await broker({ persistent });
  const [producer, worker] = [adapterFor(own.port), adapterFor(own.port)];
  const acknowledged = new Set<string>();
  const maybe = new Set<string>();
  const seen = new Set<string>();
  let stop = false;
  const produce = async (lane: number): Promise<void> => {
    for (let n = 0; !stop; n += 1) {
      const batch = Array.from({ length: 5 }, (_, index) => task(`${lane}-${n}-${index}`));
      const outcomes = codes(await producer.put('jobs', batch));
      for (const [index, code] of outcomes.entries())
        if (code === 'ok') acknowledged.add(batch[index]?.id ?? '');
      // No more than the disk can take: all of it must come out again.
      await pause(10);
    }
  };
  const work = async (): Promise<void> => {
    while (!stop) {
      const taken = await worker.reserve(['jobs'], { max: 10, waitMs: 500 }).catch(() => []);
      const [retried, ...others] = leasesOf(taken);
      if (retried !== undefined) await worker.retry([{ lease: retried, delayMs: 0 }]);
      const outcomes = codes(await worker.complete(others));
      for (const [index, { taskId }] of others.entries())
        // Done or not: without an answer it may be gone or come again.
        if (outcomes[index] === 'ambiguous') maybe.add(taskId);
        else if (outcomes[index] === 'ok') seen.add(taskId);
    }
  };
  const running = Promise.all([produce(1), produce(2), work(), work()]);
  for (let kills = 0; kills < 3; kills += 1) {
    await pause(500);
    await own.kill9();
    await pause(100);
    await own.restart();
  }
  await pause(500);
  stop = true;
  await running;
  for (;;) {
    const rest = await worker.reserve(['jobs'], { max: 1000, waitMs: 500 });
    if (rest.length === 0) break;
    for (const id of idsOf(rest)) seen.add(id);
    await worker.complete(leasesOf(rest));
  }
  const lost = [...acknowledged].filter((id) => !seen.has(id) && !maybe.has(id));
  return { acknowledged: acknowledged.size, lost };
}

test(
  'with a persistent queue a kill under load loses nothing that was acknowledged',
  { timeout: 120_000 },
  async () => {
    const { acknowledged, lost } = await killedUnderLoad(true);
    expect(lost).toEqual([]);
    expect(acknowledged).toBeGreaterThan(100);
  },
);

test(
  'without one the work goes on after a kill, calls settle, and what is lost was in the server',
  { timeout: 120_000 },
  async () => {
    const { acknowledged, lost } = await killedUnderLoad(false);
    expect(acknowledged).toBeGreaterThan(100);
    expect(lost.length).toBeLessThan(acknowledged);
  },
);

test('with a persistent queue held tasks stay held, delayed ones delayed, priorities theirs', async () => {
  const own = await broker({ persistent: true });
  const adapter = adapterFor(own.port, { persistent: true });
  await adapter.put('jobs', [task('held', { priority: 7 })]);
  await adapter.hold(leasesOf(await takeAll(adapter, 1)));
  await adapter.put('jobs', [
    task('soon', { delayMs: 3000, priority: 9 }),
    task('late', { delayMs: 3_600_000 }),
    task('low', { priority: 4_000_000_000 }),
    task('high', { priority: 0 }),
  ]);
  const from = performance.now();
  await own.kill9();
  await own.restart();
  expect(await adapter.stats('jobs')).toMatchObject({ held: 1, delayed: 2, ready: 2 });
  expect(idsOf(await takeAll(adapter, 2))).toEqual(['high', 'low']);
  const [soon] = await takeAll(adapter, 1);
  expect(soon).toMatchObject({ priority: 9, lease: { taskId: 'soon' } });
  expect(performance.now() - from).toBeGreaterThan(1500);
  expect(await adapter.unhold('jobs', { max: 9 })).toBe(1);
  expect((await takeAll(adapter, 1))[0]).toMatchObject({ priority: 7, attempts: 2 });
});

test('a lease from before a restart settles nothing, whatever has its handle now', async () => {
  const own = await broker();
  const adapter = adapterFor(own.port);
  await adapter.put('jobs', tasks(4));
  const [one, two, three, four] = leasesOf(await takeAll(adapter, 4));
  if (one === undefined || two === undefined || three === undefined || four === undefined)
    throw new Error('four');
  await own.kill9();
  await own.restart();
  // Handles begin again.
  await adapter.put('jobs', [task('a'), task('b'), task('c'), task('d')]);
  expect(codes(await adapter.complete([one]))).toEqual(['lease-lost']);
  await adapter.retry([{ lease: two, delayMs: 0 }]);
  await adapter.hold([three]);
  await adapter.touch([four]);
  const taken = idsOf(await takeAll(adapter, 4));
  // The old leases' retry may have left a copy, which then came first.
  const rest = idsOf(await adapter.reserve(['jobs'], { max: 9, waitMs: 100 }));
  for (const id of ['a', 'b', 'c', 'd']) expect([...taken, ...rest]).toContain(id);
});

test(
  'a worker process that is killed gives its tasks to others at once',
  { timeout: 30_000 },
  async () => {
    const own = await broker();
    const other = adapterFor(own.port);
    await other.put('jobs', tasks(5));
    const folder = await mkdtemp(join(tmpdir(), 'jq-worker-test-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const outfile = join(folder, 'adapter.mjs');
    await build({
      entryPoints: [fileURLToPath(new URL('../src/index.ts', import.meta.url))],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      conditions: ['@jq/source'],
    });
    const program = `
    import { gearman } from ${JSON.stringify(outfile)};
    const adapter = gearman('127.0.0.1:${own.port}');
    let taken = 0;
    while (taken < 5) taken += (await adapter.reserve(['jobs'], { max: 5, waitMs: 1000 })).length;
    console.log('all');
    setInterval(() => {}, 1000);`;
    const worker = spawn(process.execPath, ['--input-type=module', '-e', program]);
    await once(worker.stdout, 'data');
    expect(await other.stats('jobs')).toMatchObject({ reserved: 5 });
    worker.kill('SIGKILL');
    expect(new Set(idsOf(await takeAll(other, 5))).size).toBe(5);
    await until('settled', async () => (await other.stats('jobs')).ready === 0);
  },
);
