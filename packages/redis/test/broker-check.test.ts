import { expect, test } from 'vitest';

import { checkServer } from '../src/broker/check.js';
import type { Link } from '../src/broker/link.js';
import type { RedisOptions } from '../src/index.js';
import { settingsOf } from '../src/options.js';
import { adapterFor, broker } from './fixtures.js';

async function warningsOf(
  config: Parameters<typeof broker>[0],
  options: RedisOptions = {},
): Promise<string[]> {
  const { port } = await broker(config);
  const warnings: string[] = [];
  const adapter = adapterFor(port, { onWarning: (text) => void warnings.push(text), ...options });
  await adapter.open();
  await adapter.open();
  return warnings;
}

test('a server with an append-only file and no eviction is fine', async () => {
  expect(await warningsOf({ appendOnly: 'everysec' })).toEqual([]);
});

test('no persistence is warned of, once', async () => {
  const warnings = await warningsOf({});
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/appendonly yes.*durable: 'nothing'/);
});

test('who declares that nothing survives is not warned', async () => {
  expect(await warningsOf({}, { durable: 'nothing' })).toEqual([]);
});

test('an eviction policy that deletes tasks is warned of', async () => {
  const config = { 'maxmemory-policy': 'allkeys-lru', maxmemory: '100mb' };
  const warnings = await warningsOf({ appendOnly: 'everysec', config });
  expect(warnings).toEqual([expect.stringContaining('allkeys-lru')]);
});

test.each([
  { appendOnly: undefined, durable: 'process-crash' },
  { appendOnly: 'everysec', durable: 'power-loss' },
] as const)('durable $durable is refused with appendOnly $appendOnly', async (given) => {
  const { port } = await broker(
    given.appendOnly === undefined ? {} : { appendOnly: given.appendOnly },
  );
  const adapter = adapterFor(port, { durable: given.durable });
  await expect(adapter.open()).rejects.toMatchObject({ code: 'unsupported' });
});

test('what is asserted and true opens and is declared', async () => {
  const { port } = await broker({ appendOnly: 'always' });
  const adapter = adapterFor(port, { durable: 'power-loss' });
  await adapter.open();
  expect(adapter.supports.durable).toBe('power-loss');
});

test('warnings go to the process unless somebody else listens', async () => {
  const { port } = await broker();
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
  const { redis } = await import('../src/index.js');
  const adapter = redis(`redis://127.0.0.1:${port}`);
  await adapter.open();
  await adapter.close();
  expect(await warned).toMatchObject({ code: 'JQ_REDIS' });
});

/** What a server that says this of itself is warned of. */
async function warningsFor(info: Record<string, string>, appendFsync?: string): Promise<string[]> {
  const warnings: string[] = [];
  const command = (name: string): Promise<unknown> => {
    if (name === 'info')
      return Promise.resolve(
        Object.entries(info)
          .map(([field, value]) => `${field}:${value}\r\n`)
          .join(''),
      );
    if (appendFsync === undefined) return Promise.reject(new Error('ERR unknown command'));
    return Promise.resolve([Buffer.from('appendfsync'), Buffer.from(appendFsync)]);
  };
  const settings = settingsOf({ onWarning: (text) => void warnings.push(text) });
  await checkServer({ command } as Pick<Link, 'command'> as Link, settings);
  return warnings;
}

const GOOD = { redis_version: '7.2.4', maxmemory_policy: 'noeviction', aof_enabled: '1' };

test.each(['6.0.16', '5.0.7', '2.8.24'])('version %s is warned of', async (version) => {
  const warnings = await warningsFor({ ...GOOD, redis_version: version }, 'everysec');
  expect(warnings).toEqual([expect.stringContaining(version)]);
});

test.each(['6.2.0', '7.0.15', '8.2.1', '10.0.0'])('version %s is not', async (version) => {
  expect(await warningsFor({ ...GOOD, redis_version: version }, 'everysec')).toEqual([]);
});

test('policies that spare keys without expiry are fine, and so is a server that forbids CONFIG', async () => {
  expect(await warningsFor({ ...GOOD, maxmemory_policy: 'volatile-ttl' })).toEqual([]);
});

test('a server that does not say how it keeps data is not judged', async () => {
  expect(await warningsFor({ redis_version: '7.2.4' })).toEqual([]);
});
