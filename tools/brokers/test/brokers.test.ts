import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';

import { type Broker, startBeanstalkd, startRedis, startRedisCluster } from '../src/index.js';
import { ask } from '../src/server/ask.js';

function owned(broker: Broker): Broker {
  onTestFinished(() => broker.stop());
  return broker;
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('beanstalkd answers, and is gone with its data after stop', async () => {
  const broker = owned(await startBeanstalkd({ maxJobSize: 100 }));
  expect(broker.url).toBe(`beanstalkd://127.0.0.1:${broker.port}`);
  expect(await ask(broker.port, 'stats', /name/)).toContain('max-job-size: 100');
  const { pid } = broker;
  await broker.stop();
  expect(runs(pid)).toBe(false);
  expect(() => broker.pid).toThrow('down');
});

test('a binlog keeps tasks across kill -9, on the same port', async () => {
  const broker = owned(await startBeanstalkd({ binlog: 'always' }));
  expect(await ask(broker.port, 'put 0 0 60 2\r\nhi', /INSERTED/)).toBe('INSERTED 1\r\n');
  const { pid } = broker;
  await broker.kill9();
  expect(runs(pid)).toBe(false);
  await broker.restart();
  expect(broker.pid).not.toBe(pid);
  expect(await ask(broker.port, 'peek 1', /\r\n/)).toContain('FOUND 1 2');
});

test('redis keeps its append-only file across kill -9', async () => {
  const broker = owned(await startRedis({ appendOnly: 'always' }));
  expect(await ask(broker.port, 'SET a 1', /\r\n/)).toBe('+OK\r\n');
  await broker.kill9();
  await broker.restart();
  expect(await ask(broker.port, 'GET a', /\r\n.*\r\n/s)).toBe('$1\r\n1\r\n');
});

test('redis takes directives, and forgets everything without a file', async () => {
  const broker = owned(await startRedis({ config: { 'maxmemory-policy': 'allkeys-lru' } }));
  const policy = await ask(broker.port, 'CONFIG GET maxmemory-policy', /lru/);
  expect(policy).toContain('allkeys-lru');
  await ask(broker.port, 'SET a 1', /OK/);
  await broker.restart();
  expect(await ask(broker.port, 'GET a', /\r\n/)).toBe('$-1\r\n');
});

test('a cluster of three serves every slot', { timeout: 30_000 }, async () => {
  const cluster = await startRedisCluster();
  onTestFinished(() => cluster.stop());
  expect(cluster.nodes).toHaveLength(3);
  for (const { port } of cluster.nodes)
    expect(await ask(port, 'CLUSTER INFO', /slots_fail/)).toContain('cluster_slots_ok:16384');
});

test('a broker does not outlive the process that started it, even by kill -9', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jq-guard-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const module = join(folder, 'brokers.mjs');
  const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url));
  await build({
    entryPoints: [entry],
    outfile: module,
    bundle: true,
    format: 'esm',
    platform: 'node',
  });
  const data = join(folder, 'data');
  await mkdir(data);
  const program = `
    import { startBeanstalkd } from ${JSON.stringify(module)};
    console.log((await startBeanstalkd({ binlog: 'always' })).pid);
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, TMPDIR: data },
  });
  const [pid] = ((await once(createInterface(parent.stdout), 'line')) as [string]).map(Number);
  expect(await state(pid as number)).toBe('alive');
  expect(await readdir(data)).toHaveLength(1);
  parent.kill('SIGKILL');
  await expect.poll(() => state(pid as number)).toBe('gone');
  await expect.poll(() => readdir(data)).toEqual([]);
});

/** A killed process whose parent is gone may stay a zombie where init does not reap. */
async function state(pid: number): Promise<string> {
  if (!runs(pid)) return 'gone';
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return status.includes('State:\tZ') ? 'gone' : 'alive';
}
