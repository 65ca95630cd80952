import { execFileSync } from 'node:child_process';

import { expect, test } from 'vitest';

import { Keys } from '../src/keys.js';
import { scripts } from '../src/scripts/scripts.js';
import { adapterFor, broker, idsOf, task } from './fixtures.js';

const TTR_MS = 300;

/** Keeps this process from doing anything else. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

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

test('requests under way when the loop was blocked get their answers', async () => {
  const { port } = await broker();
  const adapter = adapterFor(port, { timeoutMs: 500 });
  await adapter.open();
  const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 });
  waiting.catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const putting = adapter.put('jobs', [task('a')]);
  // Let it go out, then do not look at the answer for longer than any answer may take.
  await new Promise((resolve) => setImmediate(resolve));
  block(1500);
  expect(await putting).toEqual(['a']);
  expect(idsOf(await waiting)).toEqual(['a']);
});

/** As a worker elsewhere would, while this process does nothing. */
function takeInAnotherProcess(port: number): void {
  const keys = new Keys('jq').all('jobs', scripts.cycle.parts);
  const words = ['EVAL', scripts.cycle.lua, String(keys.length), ...keys, '1', '1', '0', '', '0'];
  const request = [`*${words.length}`, ...words.flatMap((w) => [`$${Buffer.byteLength(w)}`, w])];
  const program = `
    const socket = require('node:net').connect(${port}, '127.0.0.1');
    socket.on('data', () => socket.end());
    socket.write(${JSON.stringify(`${request.join('\r\n')}\r\n`)});
  `;
  execFileSync(process.execPath, ['-e', program]);
}
