import { execFileSync } from 'node:child_process';

import { block, testBlockedLoop } from '@jq/server-tests';
import { expect, test } from 'vitest';

import {
  adapterFor,
  broker,
  codes,
  leasesOf,
  plain,
  statsOf,
  takeAll,
  task,
  tasks,
} from './fixtures.js';

// The server's ttr is a second longer than the lease's.
const TTR_MS = 1000;
const LAPSED_MS = TTR_MS + 1000;

test('a process that was blocked past the ttr settles nothing that is not its own any more', async () => {
  const { port } = await broker();
  const [blocked, operator] = [adapterFor(port), await plain(port)];
  await blocked.put('jobs', tasks(3, { ttrMs: TTR_MS }));
  const taken = await takeAll(blocked, 3);
  block(LAPSED_MS + 200);
  // In the same turn, before any timer: what its handlers would do.
  const [completed, retried, touched] = await Promise.all([
    blocked.complete(leasesOf(taken.slice(0, 1))),
    blocked.retry(leasesOf(taken.slice(1, 2)).map((lease) => ({ lease, delayMs: 0 }))),
    blocked.touch(leasesOf(taken.slice(2))),
  ]);
  // Nobody took the first one meanwhile, and its work is done.
  expect(codes(completed)).toEqual(['ok']);
  expect(codes(retried)).toEqual(['lease-lost']);
  expect(codes(touched)).toEqual(['lease-lost']);
  expect(await statsOf(operator, '1')).toBe('NOT_FOUND');
  expect(await statsOf(operator, '2')).toContain('state: ready');
});

test('if another process took the task meanwhile, the late one is refused and harms nothing', async () => {
  const { port } = await broker();
  const other = adapterFor(port);
  // The server forgets the end of about every other lease whose connection is silent, as all of
  // them are here.
  const queues = Array.from({ length: 20 }, (_, index) => `jobs-${index}`);
  const holders = new Map(
    await Promise.all(
      queues.map(async (queue) => {
        const blocked = adapterFor(port);
        await blocked.put(queue, [task(queue, { ttrMs: TTR_MS })]);
        const [taken] = await blocked.reserve([queue], { max: 1, waitMs: 5000 });
        return [queue, { blocked, taken }] as const;
      }),
    ),
  );
  block(TTR_MS);
  const queue = takeInAnotherProcess(port, queues);
  const { blocked, taken } = holders.get(queue) ?? {};
  if (blocked === undefined || taken === undefined) throw new Error(`"${queue}" was not held`);
  expect(codes(await blocked.complete([taken.lease]))).toEqual(['lease-lost']);
  // The other process has ended, and what it had is here again.
  expect(await other.reserve([queue], { max: 1, waitMs: 5000 })).toMatchObject([{ attempts: 3 }]);
});

testBlockedLoop(async () => adapterFor((await broker()).port, { answerMs: 500 }));

/**
 * As a worker elsewhere would, while this process does nothing; ends once it was given a task, and
 * answers its id.
 */
function takeInAnotherProcess(port: number, queues: readonly string[]): string {
  const watching = queues.map((queue) => `watch ${queue}\\r\\n`).join('');
  const program = `
    const socket = require('node:net').connect(${port}, '127.0.0.1');
    let heard = '';
    socket.on('data', (bytes) => {
      heard += bytes;
      const [, id] = /RESERVED .*\\r\\njq1 (\\S+) \\d+\\n/.exec(heard) ?? [];
      if (id === undefined) return;
      process.stdout.write(id);
      socket.destroy();
    });
    socket.write('${watching}reserve\\r\\n');
  `;
  return execFileSync(process.execPath, ['-e', program], { timeout: 20_000, encoding: 'utf8' });
}
