import { readFileSync } from 'node:fs';

import { expect, onTestFinished, test } from 'vitest';

import { redis } from '../src/index.js';
import { broker, clientFor, idsOf, task, tasks } from './fixtures.js';

/** The rule for a user that the documentation gives, without `ACL SETUSER`. */
function documentedRule(): string[] {
  const text = readFileSync(new URL('../../../docs/redis.md', import.meta.url), 'utf8');
  const [, rule = ''] = /ACL SETUSER (jq on [^`]*)```/.exec(text) ?? [];
  return rule.split(/\s+/).filter((word) => word !== '');
}

test('a user with the documented rights can do everything, and is denied nothing', async () => {
  const { port } = await broker({ appendOnly: 'always' });
  const client = clientFor(port);
  const rule = documentedRule();
  expect(rule).toContain('-@all');
  await client.acl('SETUSER', ...(rule as [string]));
  const dsn = `redis://jq:password@127.0.0.1:${port}?durable=power-loss`;
  const [adapter, other] = [redis(dsn), redis(dsn)];
  onTestFinished(() => Promise.all([adapter.close(), other.close()]).then(() => undefined));
  await adapter.open();
  const waiting = other.reserve(['jobs'], { max: 1, waitMs: 20_000 });
  await expect.poll(async () => String(await client.client('LIST'))).toContain('cmd=bzpopmin');
  await adapter.put('jobs', [task('first')]);
  expect(idsOf(await waiting)).toEqual(['first']);
  await adapter.put('jobs', [...tasks(8), task('later', { delayMs: 60_000 })]);
  const taken = await adapter.reserve(['jobs'], { max: 5, waitMs: 0 });
  const [a, b, c, ...rest] = taken.map(({ lease }) => lease);
  if (a === undefined || b === undefined || c === undefined) throw new Error('too few');
  expect(await adapter.touch([a, b])).toEqual([undefined, undefined]);
  expect(await adapter.hold([a])).toEqual([undefined]);
  expect(await adapter.retry([{ lease: b, delayMs: 1000 }])).toEqual([undefined]);
  expect(await adapter.complete([c, ...rest, c])).toHaveLength(rest.length + 2);
  for (const state of ['ready', 'delayed', 'reserved', 'held'] as const)
    await adapter.peek('jobs', state, 10);
  expect(await adapter.unhold('jobs', { max: 1 })).toBe(1);
  expect(await adapter.remove('jobs', ['later'])).toEqual([undefined]);
  await adapter.pause('jobs', 1000);
  await adapter.pause('jobs', 0);
  expect((await adapter.stats('jobs')).reserved).toBe(1);
  expect(await adapter.queues()).toEqual(['jobs']);
  const abort = new AbortController();
  const aborted = adapter.reserve(['empty'], { max: 1, waitMs: 20_000, signal: abort.signal });
  await expect.poll(async () => String(await client.client('LIST'))).toContain('cmd=bzpopmin');
  abort.abort();
  await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
  await adapter.purge('jobs');
  await Promise.all([adapter.close(), other.close()]);
  expect(await client.acl('LOG')).toEqual([]);
});

test('a right that is missing, also within a script, is said to be', async () => {
  const { port } = await broker();
  const client = clientFor(port);
  const rule = documentedRule().filter((word) => word !== '+zadd');
  await client.acl('SETUSER', ...(rule as [string]));
  const adapter = redis(`redis://jq:password@127.0.0.1:${port}?durable=nothing`);
  onTestFinished(() => adapter.close());
  const [refusal] = await adapter.put('jobs', [task('a')]);
  expect(refusal).toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('denies access'),
  });
});
