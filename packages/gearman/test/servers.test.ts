import { testSeveralServers } from '@jq/server-tests';
import { expect, test } from 'vitest';

import { adapterFor, broker, leasesOf, subject, takeAll, task } from './fixtures.js';

const times = { answerMs: 2000, connectMs: 1000 };

testSeveralServers({
  subject,
  // By itself it would look far too late.
  wakes: {
    adapterFor: (ports) => adapterFor(ports, { ...times, pollMs: 60_000 }),
    withinMs: 10_000,
  },
});

test('delayed, held and counted tasks are those of all servers; counting needs all of them', async () => {
  const [one, two] = [await broker(), await broker()];
  const both = adapterFor([one.port, two.port], times);
  for (const port of [one.port, two.port]) {
    const adapter = adapterFor(port);
    await adapter.put('jobs', [task(`held-${port}`), task(`late-${port}`, { delayMs: 3_600_000 })]);
    await adapter.hold(leasesOf(await takeAll(adapter, 1)));
  }
  expect(await both.stats('jobs')).toMatchObject({ delayed: 2, held: 2 });
  expect(await both.unhold('jobs', { ids: [`held-${two.port}`] })).toBe(1);
  expect(await both.unhold('jobs', { max: 9 })).toBe(1);
  expect(await takeAll(both, 2)).toHaveLength(2);
  await two.kill9();
  await expect(both.stats('jobs')).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(String(two.port)) as string,
  });
});
