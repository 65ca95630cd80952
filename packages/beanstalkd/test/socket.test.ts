import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect as dial, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream';

import { connect } from '@jq/core';
import { expect, onTestFinished, test } from 'vitest';

import { adapter, beanstalkd } from '../src/index.js';
import { broker, codes, leasesOf, takeAll, task } from './fixtures.js';

/** A socket that leads to a server of its own. */
async function socketServer(): Promise<string> {
  const { port } = await broker();
  const folder = mkdtempSync(join(tmpdir(), 'jq-socket-'));
  const path = join(folder, 'beanstalkd.sock');
  const relay = createServer((near) => {
    const far = dial(port, '127.0.0.1');
    pipeline(near, far, () => undefined);
    pipeline(far, near, () => undefined);
  });
  relay.listen(path);
  await once(relay, 'listening');
  onTestFinished(() => {
    relay.close();
    rmSync(folder, { recursive: true });
  });
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
