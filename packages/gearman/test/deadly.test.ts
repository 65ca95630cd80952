import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import { Queue } from '@jq/core';
import { expect, test } from 'vitest';

import { gearman } from '../src/index.js';
import { bundled } from './bundled.js';
import { deadly, harmless } from './deadly/tasks.js';
import { adapterFor, broker, countsOf, until } from './fixtures.js';

const program = bundled(new URL('deadly/worker.ts', import.meta.url));

/**
 * Adds ten harmless tasks with a deadly one among them; answers the ids of all, the deadly one's
 * first.
 */
async function fill(port: number): Promise<string[]> {
  const jobs = new Queue('jobs', gearman(`127.0.0.1:${port}`));
  const ids: string[] = [];
  for (let n = 0; n < 10; n += 1) {
    if (n === 5) ids.unshift(await jobs.add(deadly));
    ids.push(await jobs.add(harmless));
  }
  await jobs.close();
  return ids;
}

/**
 * Starts a worker again and again until one ends by itself; answers how many were killed, and what
 * all of them said.
 */
async function supervise(ports: readonly number[]): Promise<[number, string[]]> {
  const servers = ports.map((port) => `127.0.0.1:${port}`).join(',');
  const said: string[] = [];
  for (let killed = 0; ; killed += 1) {
    const worker = spawn(process.execPath, [program(), servers], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output, [code, signal]] = await Promise.all([
      text(worker.stdout),
      once(worker, 'exit') as Promise<[number | null, string | null]>,
    ]);
    said.push(...output.trim().split('\n'));
    if (code === 0) return [killed, said];
    expect(signal).toBe('SIGKILL');
    for (const port of ports)
      await until('the server has noticed', async () => (await countsOf(port, 'jobs'))[1] === 0);
  }
}

test.each([1, 2])(
  'a task that kills its worker each time is held after maxDeliveries, the others are done; servers: %i',
  { timeout: 60_000 },
  async (count) => {
    const servers = await Promise.all(Array.from({ length: count }, () => broker()));
    const ports = servers.map(({ port }) => port);
    const added: string[][] = [];
    for (const port of ports) added.push(await fill(port));
    const [killed, said] = await supervise(ports);
    expect(killed).toBe(3 * count);
    for (const [culprit, ...others] of added) {
      expect(said.filter((line) => line.includes(`${culprit}`))).toEqual([
        `deadly ${culprit} 1`,
        `deadly ${culprit} 2`,
        `deadly ${culprit} 3`,
        `held ${culprit} delivered 4 times, more than the 3 of maxDeliveries`,
      ]);
      expect(said).toEqual(expect.arrayContaining(others.map((id) => `done ${id}`)));
    }
    expect(said.filter((line) => line.startsWith('held'))).toHaveLength(count);
    const all = adapterFor(ports);
    expect(await all.stats('jobs')).toMatchObject({ ready: 0, reserved: 0, held: count });
    const held = await all.peek('jobs', 'held', 9);
    expect(held.map(({ id, attempts }) => [id, attempts])).toEqual(
      expect.arrayContaining(added.map(([culprit]) => [culprit, 4])),
    );
  },
);
