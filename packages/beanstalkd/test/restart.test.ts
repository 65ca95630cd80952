import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { jsonCodec } from '@jq/core';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';

import {
  adapterFor,
  broker,
  codes,
  idsOf,
  leasesOf,
  pause,
  plain,
  statsOf,
  takeAll,
  task,
  tasks,
} from './fixtures.js';

test('a lease from before a restart never touches the task that has its job number now', async () => {
  // Without a binlog the numbers begin again.
  const own = await broker();
  const adapter = adapterFor(own.port);
  await adapter.put('jobs', tasks(4));
  const leases = leasesOf(await takeAll(adapter, 4));
  await own.kill9();
  await own.restart();
  await adapter.put('jobs', [task('a'), task('b'), task('c'), task('d')]);
  const operator = await plain(own.port);
  expect(await statsOf(operator, '1')).toContain('state: ready');
  const [one, two, three, four] = leases;
  if (one === undefined || two === undefined || three === undefined || four === undefined)
    throw new Error('four');
  expect(codes(await adapter.complete([one]))).toEqual(['lease-lost']);
  expect(codes(await adapter.retry([{ lease: two, delayMs: 1000 }]))).toEqual(['lease-lost']);
  expect(codes(await adapter.hold([three]))).toEqual(['lease-lost']);
  expect(codes(await adapter.touch([four]))).toEqual(['lease-lost']);
  expect(idsOf(await takeAll(adapter, 4))).toEqual(['a', 'b', 'c', 'd']);
});

test('the same holds while new leases have the old numbers', async () => {
  const own = await broker();
  const adapter = adapterFor(own.port);
  await adapter.put('jobs', [task('old')]);
  const before = leasesOf(await takeAll(adapter, 1));
  await own.kill9();
  await own.restart();
  await adapter.put('jobs', [task('new')]);
  const after = leasesOf(await takeAll(adapter, 1));
  expect(codes(await adapter.complete(before))).toEqual(['lease-lost']);
  expect(codes(await adapter.touch(after))).toEqual(['ok']);
  expect(codes(await adapter.complete(after))).toEqual(['ok']);
});

test(
  'with a binlog a kill under load loses nothing that was acknowledged',
  { timeout: 60_000 },
  async () => {
    const own = await broker({ binlog: 'everyFewMs' });
    const [producer, worker] = [adapterFor(own.port), adapterFor(own.port)];
    const acknowledged = new Set<string>();
    const maybe = new Set<string>();
    const seen = new Set<string>();
    let stop = false;
    const produce = async (lane: number): Promise<void> => {
      for (let n = 0; !stop; n += 1) {
        const batch = Array.from({ length: 20 }, (_, index) => task(`${lane}-${n}-${index}`));
        const results = await producer.put('jobs', batch);
        for (const [index, code] of codes(results).entries())
          (code === 'ok' ? acknowledged : maybe).add(batch[index]?.id ?? '');
      }
    };
    const work = async (): Promise<void> => {
      while (!stop) {
        const taken = await worker.reserve(['jobs'], { max: 10, waitMs: 500 }).catch(() => []);
        const outcomes = codes(await worker.complete(leasesOf(taken)));
        for (const [index, id] of idsOf(taken).entries())
          if (outcomes[index] === 'ok') seen.add(id);
          // Done or not: without an answer it may be gone or come again.
          else if (outcomes[index] === 'ambiguous') maybe.add(id);
      }
    };
    const running = Promise.all([produce(1), produce(2), work(), work()]);
    for (let kills = 0; kills < 3; kills += 1) {
      await pause(400);
      await own.kill9();
      await pause(100);
      await own.restart();
    }
    await pause(300);
    stop = true;
    await running;
    for (;;) {
      const rest = await worker.reserve(['jobs'], { max: 1000, waitMs: 500 });
      if (rest.length === 0) break;
      for (const id of idsOf(rest)) seen.add(id);
      await worker.complete(leasesOf(rest));
    }
    const lost = [...acknowledged].filter((id) => !seen.has(id) && !maybe.has(id));
    expect(lost).toEqual([]);
    expect(acknowledged.size).toBeGreaterThan(100);
  },
);

test('a job that a kill tore in the binlog is taken like any other, and no codec finds it whole', async () => {
  const own = await broker({ binlog: 'everyFewMs' });
  const adapter = adapterFor(own.port);
  const body = await jsonCodec.encode({ task: 'mail', data: 'to be torn' });
  await adapter.put('jobs', [task('torn', { body }), task('whole')]);
  await own.kill9();
  const binlog = join(own.folder, 'binlog.1');
  const bytes = await readFile(binlog);
  const at = bytes.indexOf('to be torn');
  // What was not written yet is zeros, since the server makes its files at full size.
  bytes.fill(0, at, bytes.indexOf('\r\n', at) + 2);
  await writeFile(binlog, bytes);
  await own.restart();
  const taken = await takeAll(adapter, 2);
  expect(idsOf(taken)).toEqual(['torn', 'whole']);
  expect(await jsonCodec.decode(taken[0]?.body ?? body)).toHaveProperty('undecodable');
  expect(codes(await adapter.hold(leasesOf(taken)))).toEqual(['ok', 'ok']);
});

test('without a binlog a kill is told: calls fail with a code, leases are lost, work goes on', async () => {
  const own = await broker();
  const adapter = adapterFor(own.port);
  await adapter.put('jobs', tasks(10));
  const leases = leasesOf(await takeAll(adapter, 5));
  const putting = Promise.all(
    Array.from({ length: 20 }, (_, n) => adapter.put('more', [task(`more-${n}`)])),
  );
  await own.kill9();
  for (const code of codes((await putting).flat()))
    expect(['ok', 'ambiguous', 'unavailable']).toContain(code);
  expect(codes(await adapter.complete(leases))).toEqual(leases.map(() => 'lease-lost'));
  await own.restart();
  expect(await adapter.stats('jobs')).toMatchObject({ ready: 0, reserved: 0 });
  expect(codes(await adapter.put('jobs', [task('again')]))).toEqual(['ok']);
  expect(idsOf(await takeAll(adapter, 1))).toEqual(['again']);
});

test('what a restart forgets is what is declared: attempts, a new priority, a pause', async () => {
  const own = await broker({ binlog: 'everyFewMs' });
  const adapter = adapterFor(own.port, { binlog: true });
  await adapter.put('jobs', [task('a', { priority: 9 }), task('held')]);
  const [first, second] = await takeAll(adapter, 2);
  if (first === undefined || second === undefined) throw new Error('two');
  await adapter.retry([{ lease: first.lease, delayMs: 0, priority: 3 }]);
  await adapter.hold([second.lease]);
  await adapter.pause('jobs', 600_000);
  await own.restart();
  const [again] = await takeAll(adapter, 1);
  expect(again).toMatchObject({ attempts: 1, priority: 9, lease: { taskId: 'a' } });
  expect(await adapter.stats('jobs')).toMatchObject({ held: 1, reserved: 1 });
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
    import { beanstalkd } from ${JSON.stringify(outfile)};
    const adapter = beanstalkd('127.0.0.1:${own.port}');
    let taken = 0;
    while (taken < 5) taken += (await adapter.reserve(['jobs'], { max: 5, waitMs: 1000 })).length;
    console.log('all');
    setInterval(() => {}, 1000);`;
    const worker = spawn(process.execPath, ['--input-type=module', '-e', program]);
    await once(worker.stdout, 'data');
    expect(await other.stats('jobs')).toMatchObject({ reserved: 5 });
    worker.kill('SIGKILL');
    const taken = await takeAll(other, 5);
    expect(taken.map(({ attempts }) => attempts)).toEqual([2, 2, 2, 2, 2]);
  },
);
