import { LONGEST_FRAME_HEADER } from '@jq/core/emulations';
import { expect, test } from 'vitest';

import { sqs } from '../src/index.js';
import { frameOf, textOf } from '../src/stored-task.js';
import { outcomes, Stage, task } from './stage.js';

const frame = (body: Uint8Array) => ({
  id: 'a',
  priority: 512,
  ttrMs: 60_000,
  attempts: 0,
  moves: 0,
  body,
});
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each(['', 'plain', '{"jq":1,"task":"a"}', 'ž 😀 \t\r\n', '\uFEFFmark', ' x '])(
  'text travels as it is: %j',
  (text) => {
    const sent = textOf(frame(bytes(text)));
    expect(sent).toBe(`jqf1 {"id":"a","ttrMs":60000}\n${text}`);
    expect(frameOf(sent)).toEqual(frame(Buffer.from(text)));
  },
);

test.each([
  [[0]],
  [[8]],
  [[11]],
  [[31]],
  [[0xef, 0xbf, 0xbe]],
  [[0xef, 0xbf, 0xbf]],
  [[0xff]],
  [[0xed, 0xa0, 0x80]],
  [[0xf0, 0x9f]],
])('what SQS refuses travels as base64: %j', (body) => {
  const sent = textOf(frame(Uint8Array.from(body)));
  expect(sent).toBe(
    `jqf1 {"id":"a","ttrMs":60000} base64\n${Buffer.from(body).toString('base64')}`,
  );
  expect(frameOf(sent)).toEqual(frame(Buffer.from(body)));
});

test('the largest body fits into a message of 1 MiB with the longest header, one byte more does not', () => {
  const { maxBodyBytes } = sqs().supports;
  const most = (body: number): number =>
    LONGEST_FRAME_HEADER + ' base64\n'.length + Math.ceil(body / 3) * 4;
  expect(most(maxBodyBytes)).toBeLessThanOrEqual(1_048_576);
  expect(most(maxBodyBytes + 3)).toBeGreaterThan(1_048_576);
});

test('a put is split at ten messages and at 1 MiB, in order', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect({ fifo: true, group: 'queue' });
  const sizes = [300_000, 300_000, 300_000, 300_000, ...Array.from({ length: 11 }, () => 10)];
  const tasks = sizes.map((size, index) =>
    task(`t${index}`, { body: new Uint8Array(size).fill(65) }),
  );
  const ids = tasks.map(({ id }) => id);
  expect(await adapter.put('q', tasks)).toEqual(ids);
  expect(stage.count('SendMessageBatch')).toBe(3);
  const came: string[] = [];
  while (came.length < ids.length) {
    const got = await adapter.reserve(['q'], { max: 1, waitMs: 2000 });
    came.push(...got.map(({ lease }) => lease.taskId));
    await adapter.complete(got.map(({ lease }) => lease));
  }
  expect(came).toEqual(ids);
});

test('a body over the limit is refused before anything of it is sent', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect();
  const body = new Uint8Array(adapter.supports.maxBodyBytes + 1);
  expect(outcomes(await adapter.put('q', [task('large', { body })]))).toEqual(['too-large']);
  expect(stage.count('SendMessageBatch')).toBe(0);
});
