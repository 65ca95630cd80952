import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { expect, onTestFinished, test } from 'vitest';

const LIMIT_MS = 60_000;

/** A server of each kind, also where those of somebody else are known. */
function environment(TMPDIR: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(JQ_\w+_URL|NODE_\w+|VITEST\w*)$/.test(name),
  );
  return { ...Object.fromEntries(kept), TMPDIR };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

test(
  'npm run brokers up stops its servers when npm gets SIGTERM',
  { timeout: LIMIT_MS },
  async () => {
    const data = await mkdtemp(join(tmpdir(), 'jq-up-test-'));
    onTestFinished(() => rm(data, { recursive: true, force: true }));
    const npm = spawn('npm', ['run', 'brokers', 'up'], {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      env: environment(data),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void npm.kill('SIGTERM'));
    const ports: number[] = [];
    for await (const line of createInterface(npm.stdout)) {
      ports.push(...Array.from(line.matchAll(/127\.0\.0\.1:(\d+)/g), ([, port]) => Number(port)));
      if (line.includes('running until')) break;
    }
    expect(ports).toHaveLength(10);
    expect(await Promise.all(ports.map(answers))).toEqual(ports.map(() => true));
    const folders = async () =>
      (await readdir(data)).filter((name) => name.startsWith('jq-broker-'));
    expect(await folders()).toHaveLength(10);
    npm.kill('SIGTERM');
    const soon = { timeout: LIMIT_MS / 2 };
    await expect.poll(() => Promise.all(ports.map(answers)), soon).toEqual(ports.map(() => false));
    await expect.poll(folders, soon).toEqual([]);
  },
);
