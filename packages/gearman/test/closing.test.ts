import { expect, test } from 'vitest';

import { adapterFor, broker, countsOf, proxyTo, takeAll, task, tasks, until } from './fixtures.js';

/**
 * So long a packet is under way: there is time to close an adapter before it has an answer that the
 * server gave.
 */
const UNDER_WAY_MS = 300;

const totalOf = async (port: number, place: string): Promise<number> =>
  (await countsOf(port, place))[0];

test('closing while a delayed task is moved leaves it once', { timeout: 60_000 }, async () => {
  const { port } = await broker();
  const [proxy, beside] = [await proxyTo(port), adapterFor(port)];
  const adapter = adapterFor(proxy.port);
  await adapter.open();
  await beside.put('jobs', [task('a', { delayMs: 1 })]);
  proxy.delay(UNDER_WAY_MS);
  const waiting = adapter.reserve(['jobs'], { max: 1, waitMs: 20_000 }).catch(() => undefined);
  await until('there is a copy', async () => (await totalOf(port, 'jobs')) === 1);
  const closed = adapter.close();
  proxy.heal();
  await Promise.all([closed, waiting]);
  expect([await totalOf(port, 'jobs'), await totalOf(port, 'jobs.delayed')]).toEqual([1, 0]);
});

test(
  'closing while a task that came too late is given back by a copy leaves it once',
  { timeout: 60_000 },
  async () => {
    const { port } = await broker();
    const [proxy, beside] = [await proxyTo(port), adapterFor(port)];
    const adapter = adapterFor(proxy.port);
    await beside.put('jobs', tasks(2));
    // While it holds another one, nothing can be given back in place.
    await takeAll(adapter, 1);
    proxy.delay(UNDER_WAY_MS);
    const over = new AbortController();
    let returned = false;
    const waiting = adapter
      .reserve(['jobs'], { max: 1, waitMs: 20_000, signal: over.signal })
      .then(() => (returned = true))
      .catch(() => undefined);
    await until('the other is assigned', async () => (await countsOf(port, 'jobs'))[1] === 2);
    over.abort();
    await waiting;
    await until('there is a copy', async () => returned || (await totalOf(port, 'jobs')) === 3);
    const closed = adapter.close();
    proxy.heal();
    await closed;
    expect(await totalOf(port, 'jobs')).toBe(2);
  },
);
