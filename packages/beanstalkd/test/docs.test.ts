import { readFileSync } from 'node:fs';

import { defineTask, Queue, Worker } from '@jq/core';
import { expect, test } from 'vitest';

import { adapterFor, broker, plain } from './fixtures.js';

const text = readFileSync(new URL('../../../docs/beanstalkd.md', import.meta.url), 'utf8');
const [withHeader = '', without = ''] = [
  ...text.matchAll(/```text\n(use images\nput [^`]*)\n```/g),
].map(([, block = '']) => block);

/**
 * What the document says to send: lines end in CRLF, but the header's, which is part of the body.
 */
function onTheWire(block: string): string {
  return `${block.replaceAll('\n', '\r\n').replace(/^(jq1 [^\r]*)\r\n/m, '$1\n')}\r\n`;
}

const resize = defineTask<{ file: string; width: number }>('resize');

test('a task put as docs/beanstalkd.md shows is what the adapter puts itself', async () => {
  const { port } = await broker();
  const queue = new Queue('images', adapterFor(port));
  const data = { file: 'a.jpg', width: 200 };
  await queue.add(resize, data, { id: 'img-17', ttrMs: 30_000 });
  const other = await plain(port);
  const put = await other.call(onTheWire(withHeader).replace('use images\r\n', '').slice(0, -2));
  expect(put.line).toBe('INSERTED 2');
  const ours = await other.call('peek 1');
  const theirs = await other.call('peek 2');
  expect(theirs.body?.toString()).toBe(ours.body?.toString());
  const [ourStats, theirStats] = [await other.call('stats-job 1'), await other.call('stats-job 2')];
  const settings = /^(?:pri|delay|ttr): \d+$/gm;
  expect(theirStats.body?.toString().match(settings)).toEqual(
    ourStats.body?.toString().match(settings),
  );
});

test.each([
  ['with the header', withHeader, 'img-17', 30_000],
  ['without', without, 'job:1', 30_000],
])('a worker runs a task of another producer, %s', async (_what, block, id, ttrMs) => {
  const { port } = await broker();
  const other = await plain(port);
  other.use('images');
  const command = onTheWire(block).replace('use images\r\n', '');
  expect((await other.call(command.slice(0, -2))).line).toBe('INSERTED 1');
  const queue = new Queue('images', adapterFor(port));
  const [view] = await queue.peek('ready', 1);
  expect(view).toMatchObject({ id, ttrMs });
  const ran: unknown[] = [];
  const handler = resize.handle(async (task) => void ran.push(task.id, task.data));
  const worker = new Worker(queue, [handler], { signals: [], limits: { idle: true } });
  expect(await worker.run()).toMatchObject({ completed: 1 });
  expect(ran).toEqual([id, { file: 'a.jpg', width: 200 }]);
});

test('the pattern that takes off the header does so, and nothing else', () => {
  const pattern = /preg_replace\('\/(.*?)\/'/.exec(text)?.[1] ?? '';
  const php = new RegExp(pattern);
  expect(`jq1 img-17 30000\n{"jq":1}`.replace(php, '')).toBe('{"jq":1}');
  expect('{"jq":1,"data":"\\njq1 a 1\\n"}'.replace(php, '')).toBe(
    '{"jq":1,"data":"\\njq1 a 1\\n"}',
  );
});
