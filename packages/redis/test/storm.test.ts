import { expect, test } from 'vitest';

import { adapterFor, broker, clientFor, proxyTo, task } from './fixtures.js';

const CLIENTS = 1000;

test(`${CLIENTS} connections that are lost at once all come back, and few times`, async () => {
  const { port } = await broker({ config: { maxclients: '4000' } });
  const proxy = await proxyTo(port);
  const adapters = Array.from({ length: CLIENTS }, () =>
    adapterFor(proxy.port, { timeoutMs: 30_000 }),
  );
  await Promise.all(adapters.map((adapter) => adapter.open()));
  const client = clientFor(port);
  const received = async (): Promise<number> =>
    Number(/total_connections_received:(\d+)/.exec(await client.info('stats'))?.[1]);
  const before = await received();
  proxy.cut();
  const results = await Promise.all(
    adapters.map((adapter, n) => adapter.put('jobs', [task(`task-${n}`)])),
  );
  expect(results.flat()).toEqual(adapters.map((_, n) => `task-${n}`));
  expect((await received()) - before).toBeLessThanOrEqual(2 * CLIENTS);
  expect((await adapters[0]?.stats('jobs'))?.ready).toBe(CLIENTS);
}, 90_000);
