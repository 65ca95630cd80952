import { expect, test } from 'vitest';

import type { RedisOptions } from '../src/index.js';
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
