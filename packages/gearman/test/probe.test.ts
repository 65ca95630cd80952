import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

import { expect, onTestFinished, test } from 'vitest';

import { adapterFor, broker, codes, countsOf, leasesOf, takeAll, task } from './fixtures.js';

test.each([1, 3, 200])(
  'a server that deletes jobs after %i deliveries is refused',
  async (jobRetries) => {
    const { port } = await broker({ jobRetries });
    const adapter = adapterFor(port);
    await expect(adapter.open()).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/deletes a job after \d+ .*--job-retries/) as string,
    });
    expect(codes(await adapter.put('jobs', [task('a')]))).toEqual(['invalid']);
    await expect(adapter.reserve(['jobs'], { max: 1, waitMs: 0 })).rejects.toMatchObject({
      code: 'invalid',
    });
    expect(await countsOf(port, 'jobs')).toEqual([0, 0]);
  },
);

test('one of several servers that deletes jobs is refused', async () => {
  const [good, bad] = [await broker(), await broker({ jobRetries: 5 })];
  await expect(adapterFor([good.port, bad.port]).open()).rejects.toMatchObject({ code: 'invalid' });
});

test('the probe leaves no job behind, also when many probe at once', async () => {
  const { port } = await broker();
  await Promise.all(Array.from({ length: 40 }, () => adapterFor(port).open()));
  for (let n = 0; n < 16; n += 1) expect(await countsOf(port, `jq.probe.${n}`)).toEqual([0, 0]);
});

test('without the probe such a server is taken, on your word', async () => {
  const { port } = await broker({ jobRetries: 9 });
  const adapter = adapterFor(port, { probe: false });
  await adapter.put('jobs', [task('a')]);
  expect(codes(await adapter.complete(leasesOf(await takeAll(adapter, 1))))).toEqual(['ok']);
});

/** As Perl's Gearman::Server: it takes jobs, and ends a connection that asks for GRAB_JOB_UNIQ. */
async function otherMake(): Promise<number> {
  const error = Buffer.concat([Buffer.from('\0RES'), Buffer.from([0, 0, 0, 19, 0, 0, 0, 17])]);
  const created = Buffer.concat([Buffer.from('\0RES'), Buffer.from([0, 0, 0, 8, 0, 0, 0, 3])]);
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      for (let at = 0; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at + 8)) {
        const type = bytes.readUInt32BE(at + 4);
        if (type === 18) socket.write(Buffer.concat([created, Buffer.from('H:1')]));
        if (type === 30) socket.end(Buffer.concat([error, Buffer.from('server_error\0oops')]));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test('a server of another make is refused at once, with nothing in doubt', async () => {
  const refusal = { code: 'invalid', message: expect.stringContaining('use gearmand') as string };
  const adapter = adapterFor(await otherMake());
  await expect(adapter.open()).rejects.toMatchObject(refusal);
  expect(await adapter.put('jobs', [task('a')])).toMatchObject([refusal]);
  await expect(adapter.reserve(['jobs'], { max: 1, waitMs: 0 })).rejects.toMatchObject(refusal);
});
