import { expect, test } from 'vitest';

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
