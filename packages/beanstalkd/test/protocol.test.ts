import type { Results } from '@jq/core';
import type { Lease } from '@jq/core/adapter';
import { expect, test } from 'vitest';

import type { BeanstalkdAdapter } from '../src/index.js';
import { fakeServer, jobText, ok } from './fake-server.js';
import { adapterFor, codes, idsOf, leasesOf, task } from './fixtures.js';

const once = { max: 1, waitMs: 0 };

test.each([
  ['DRAINING\r\n', 'unavailable'],
  ['OUT_OF_MEMORY\r\n', 'unavailable'],
  ['INTERNAL_ERROR\r\n', 'unavailable'],
  ['JOB_TOO_BIG\r\n', 'too-large'],
  ['EXPECTED_CRLF\r\n', 'unexpected'],
  ['BAD_FORMAT\r\n', 'unexpected'],
])('a put that is answered %j is %s', async (reply, code) => {
  const port = await fakeServer((line) => (line.startsWith('put') ? reply : undefined));
  expect(codes(await adapterFor(port).put('jobs', [task('a')]))).toEqual([code]);
});

test.each([
  ['DELETED\r\n', 'unavailable'],
  ['NOT_FOUND\r\n', 'ambiguous'],
])('a put that was buried for want of memory and taken back with %j is %s', async (reply, code) => {
  const port = await fakeServer((line) => {
    if (line.startsWith('put')) return 'BURIED 5\r\n';
    return line === 'delete 5' ? reply : undefined;
  });
  expect(codes(await adapterFor(port).put('jobs', [task('a')]))).toEqual([code]);
});

const retry: Settlement = (adapter, lease) => adapter.retry([{ lease, delayMs: 0 }]);
const hold: Settlement = (adapter, lease) => adapter.hold([lease]);
const complete: Settlement = (adapter, lease) => adapter.complete([lease]);
const touch: Settlement = (adapter, lease) => adapter.touch([lease]);

type Settlement = (adapter: BeanstalkdAdapter, lease: Lease) => Promise<Results>;

test.each<[string, string, Settlement, string]>([
  ['release', 'BURIED', retry, 'unavailable'],
  ['release', 'OUT_OF_MEMORY', retry, 'unavailable'],
  ['release', 'INTERNAL_ERROR', retry, 'unavailable'],
  ['release', 'NOT_FOUND', retry, 'lease-lost'],
  ['bury', 'NOT_FOUND', hold, 'lease-lost'],
  ['bury', 'INTERNAL_ERROR', hold, 'unavailable'],
  ['delete', 'NOT_FOUND', complete, 'lease-lost'],
  ['touch', 'NOT_FOUND', touch, 'lease-lost'],
  ['delete', 'WHAT', complete, 'unexpected'],
])('a %s that is answered %s', async (command, reply, settlement, code) => {
  const port = await fakeServer((line) => {
    if (line.startsWith('reserve')) return 'RESERVED 7 1\r\na\r\n';
    if (line.startsWith('stats-job')) return jobText(7);
    return line.startsWith(command) ? `${reply}\r\n` : undefined;
  });
  const adapter = adapterFor(port);
  const [got] = await adapter.reserve(['jobs'], once);
  if (got === undefined) throw new Error('no task');
  expect(codes(await settlement(adapter, got.lease))).toEqual([code]);
  expect(codes(await complete(adapter, got.lease))).toEqual(['lease-lost']);
});

test.each([
  ['OUT_OF_MEMORY', 'unavailable'],
  ['INTERNAL_ERROR', 'unavailable'],
  ['UNKNOWN_COMMAND', 'unexpected'],
])('a reserve that is answered %s is %s', async (reply, code) => {
  const port = await fakeServer((line) =>
    line.startsWith('reserve') ? `${reply}\r\n` : undefined,
  );
  await expect(adapterFor(port).reserve(['jobs'], once)).rejects.toMatchObject({ code });
});

test('after an answer that leaves the stream in doubt the connection is not used again', async () => {
  const lines: string[] = [];
  const port = await fakeServer((line) => {
    if (!line.startsWith('put')) return undefined;
    lines.push(line);
    return lines.length === 1 ? 'BAD_FORMAT\r\n' : 'INSERTED 1\r\n';
  });
  const adapter = adapterFor(port);
  expect(codes(await adapter.put('jobs', [task('a')]))).toEqual(['unexpected']);
  expect(codes(await adapter.put('jobs', [task('b')]))).toEqual(['ok']);
});

test('what is no reply at all ends the connection, and the call with it', async () => {
  let puts = 0;
  const port = await fakeServer((line) => {
    if (!line.startsWith('put')) return undefined;
    puts += 1;
    return puts === 1 ? `HTTP/1.1 400 Bad Request\r\n${'x'.repeat(3000)}` : 'INSERTED 1\r\n';
  });
  const adapter = adapterFor(port);
  expect(codes(await adapter.put('jobs', [task('a')]))).toEqual(['unexpected']);
  expect(codes(await adapter.put('jobs', [task('b')]))).toEqual(['ok']);
});

test('a server that stops answering is given up after the time for an answer', async () => {
  const port = await fakeServer((line) => (line.startsWith('put') ? '' : undefined));
  const adapter = adapterFor(port, { answerMs: 200 });
  const from = performance.now();
  expect(codes(await adapter.put('jobs', [task('a'), task('b')]))).toEqual([
    'ambiguous',
    'ambiguous',
  ]);
  expect(performance.now() - from).toBeLessThan(5000);
});

test('replies in one packet and DEADLINE_SOON are understood', async () => {
  let reserves = 0;
  const port = await fakeServer((line) => {
    if (line.startsWith('reserve')) {
      reserves += 1;
      if (reserves === 1) return 'RESERVED 7 1\r\na\r\n';
      return 'DEADLINE_SOON\r\n';
    }
    if (line === 'stats-job 7') return jobText(7, 3);
    if (line.startsWith('delete')) return 'DELETED\r\n';
    return undefined;
  });
  const adapter = adapterFor(port);
  const taken = await adapter.reserve(['jobs'], { max: 5, waitMs: 0 });
  expect(taken).toHaveLength(1);
  expect(taken[0]).toMatchObject({ attempts: 3, priority: 512, lease: { taskId: 'job:7' } });
  expect(codes(await adapter.complete(leasesOf(taken)))).toEqual(['ok']);
});

test('statistics that nobody knows yet are read as well', async () => {
  const port = await fakeServer((line) => {
    if (line.startsWith('reserve')) return 'RESERVED 7 1\r\na\r\n';
    if (line.startsWith('stats-job'))
      return ok('---\nnew: thing\nttr: 10\nreserves: 2\npri: 4294967295\nid: 7\ntube: "jobs"\n');
    return undefined;
  });
  const [got] = await adapterFor(port).reserve(['jobs'], once);
  expect(got).toMatchObject({ attempts: 2, priority: 4_294_967_295 });
  expect(got?.lease).toMatchObject({ queue: 'jobs', ttrMs: 9000 });
});

test('a job that the server gives again while its settlement is under way is not handed out', async () => {
  let reserves = 0;
  let release: () => void = () => undefined;
  const port = await fakeServer((line, _body, socket) => {
    if (line.startsWith('reserve')) {
      reserves += 1;
      if (reserves === 1) return 'RESERVED 7 1\r\na\r\n';
      if (reserves > 2) return undefined;
      // The lease has lapsed before the settlement arrives; both answers come in order.
      release = () => socket.write('RESERVED 7 1\r\na\r\nDELETED\r\n');
      return '';
    }
    if (line.startsWith('stats-job')) return jobText(7);
    if (line === 'delete 7') {
      release();
      return '';
    }
    return undefined;
  });
  const adapter = adapterFor(port, { maxConnections: 1 });
  const taken = await adapter.reserve(['jobs'], once);
  const again = adapter.reserve(['jobs'], once);
  expect(codes(await adapter.complete(leasesOf(taken)))).toEqual(['ok']);
  expect(idsOf(await again)).toEqual([]);
});

test('a job that is given again while nothing is under way takes its lease from the earlier one', async () => {
  const deleted: string[] = [];
  const port = await fakeServer((line) => {
    if (line.startsWith('reserve')) return 'RESERVED 7 1\r\na\r\n';
    if (line.startsWith('stats-job')) return jobText(7, 2);
    if (line.startsWith('delete')) {
      deleted.push(line);
      return 'DELETED\r\n';
    }
    return undefined;
  });
  const adapter = adapterFor(port, { maxConnections: 1 });
  const [first, second] = [
    await adapter.reserve(['jobs'], once),
    await adapter.reserve(['jobs'], once),
  ];
  expect(
    codes(await adapter.retry(leasesOf(first).map((lease) => ({ lease, delayMs: 0 })))),
  ).toEqual(['lease-lost']);
  expect(codes(await adapter.complete(leasesOf(second)))).toEqual(['ok']);
  expect(deleted).toEqual(['delete 7']);
});
