import { execFileSync } from 'node:child_process';

import { block, testBlockedLoop } from '@jq/server-tests';
import { expect, test } from 'vitest';

import { Keys } from '../src/broker/scripts/keys.js';
import { scripts } from '../src/broker/scripts/scripts.js';
import { settingsOf } from '../src/options.js';
import { adapterFor, broker, task } from './fixtures.js';

const TTR_MS = 300;

test('a lease that lapsed while the event loop was blocked completes if nobody took its task', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port);
  await adapter.put('jobs', [task('a', { ttrMs: TTR_MS }), task('b', { ttrMs: TTR_MS })]);
  const taken = await adapter.reserve(['jobs'], { max: 2, waitMs: 0 });
  const [a, b] = taken.map(({ lease }) => lease);
  if (a === undefined || b === undefined) throw new Error('too few');
  block(2 * TTR_MS);
  expect(await adapter.retry([{ lease: b, delayMs: 0 }])).toEqual([
    expect.objectContaining({ code: 'lease-lost' }),
  ]);
  expect(await adapter.complete([a])).toEqual([undefined]);
  expect(await adapter.stats('jobs')).toMatchObject({ ready: 1, reserved: 0 });
});

test('if another process took it meanwhile, the late one is refused and harms nothing', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port);
  await adapter.put('jobs', [task('a', { ttrMs: TTR_MS })]);
  const [taken] = await adapter.reserve(['jobs'], { max: 1, waitMs: 0 });
  const { lease } = taken as NonNullable<typeof taken>;
  block(TTR_MS + 50);
  takeInAnotherProcess(port);
  expect(await adapter.complete([lease])).toEqual([
    expect.objectContaining({ code: 'lease-lost' }),
  ]);
  expect(await adapter.stats('jobs')).toMatchObject({ ready: 0, reserved: 1 });
  const again = await adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
  expect(again[0]?.attempts).toBe(3);
});

testBlockedLoop(async () => adapterFor((await broker()).port, { timeoutMs: 500 }));

/** As a worker elsewhere would, while this process does nothing. */
function takeInAnotherProcess(port: number): void {
  const keys = new Keys('jq', settingsOf({}).names).all('jobs', scripts.cycle.parts);
  const words = ['EVAL', scripts.cycle.lua, String(keys.length), ...keys, '1', '1', '0', '', '0'];
  const request = [`*${words.length}`, ...words.flatMap((w) => [`$${Buffer.byteLength(w)}`, w])];
  const program = `
    const socket = require('node:net').connect(${port}, '127.0.0.1');
    socket.on('data', () => socket.end());
    socket.write(${JSON.stringify(`${request.join('\r\n')}\r\n`)});
  `;
  execFileSync(process.execPath, ['-e', program]);
}
