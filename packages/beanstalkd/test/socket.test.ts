import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { connect } from '@jq/core';
import { expect, onTestFinished, test, vi } from 'vitest';

import { adapter, beanstalkd } from '../src/index.js';
import { codes, leasesOf, takeAll, task } from './fixtures.js';

/** A server that listens at a Unix socket alone. */
async function socketServer(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'jq-socket-'));
  const path = join(folder, 'beanstalkd.sock');
  const server = spawn('beanstalkd', ['-l', `unix:${path}`], { stdio: 'ignore' });
  onTestFinished(async () => {
    server.kill();
    await once(server, 'exit');
    rmSync(folder, { recursive: true });
  });
  await vi.waitUntil(() => existsSync(path), { timeout: 10_000, interval: 5 });
  return path;
}

test('a server on a Unix socket is reached by its path, by DSN too', async () => {
  const path = await socketServer();
  const one = beanstalkd(`unix:${path}`);
  onTestFinished(() => one.close());
  expect(codes(await one.put('jobs', [task('a')]))).toEqual(['ok']);
  const two = await connect(`beanstalkd://${path}?countAttempts=true`, { adapters: [adapter] });
  onTestFinished(() => two.close());
  expect(codes(await two.complete(leasesOf(await takeAll(two, 1))))).toEqual(['ok']);
});

test('a socket that is not there is said by its path', async () => {
  const gone = beanstalkd('unix:/nowhere/b.sock', { connectMs: 100, answerMs: 100 });
  onTestFinished(() => gone.close());
  await expect(gone.open()).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('unix:/nowhere/b.sock: ENOENT') as string,
  });
});
