import { provideSqs, SqsFaultServer } from '@jq/brokers';
import { crashMoves, type CrashSpace, stepped } from '@jq/contract';
import type { Capabilities } from '@jq/core';
import { passing, type Transport } from '@jq/core/emulations';
import { afterAll, describe, expect, it } from 'vitest';

import { compose } from '../src/adapter.js';
import { parseDsn } from '../src/dsn.js';
import { settingsOf } from '../src/options.js';
import type { TransportCapabilities } from '../src/supports.js';
import { SqsTransport } from '../src/transport.js';

// JQ_CRASH_TIMES=100 stops all moves at each step as often as before a release; it takes some half
// an hour.
const GIVEN = process.env['JQ_CRASH_TIMES'];
const TIMES = Number(GIVEN ?? '1');
const CONCURRENCY = 30;
const LIMIT_MS = 3_600_000;
const LOOKS = { lookMs: 1000, lookLeaseMs: 5000 };
/** What is done by copy and removal. */
const MOVES = ['hold', 'retry with another priority'];
const MORE = ['unhold', 'unhold by id', 'take after a delay'];

const broker = await provideSqs();
const server = await SqsFaultServer.before(broker);
afterAll(async () => {
  await server.stop();
  await broker.stop();
});

/** Delays longer than a second are made in steps, instead of those beyond 15 minutes. */
function inSteps(transport: Transport<TransportCapabilities>): Transport<TransportCapabilities> {
  const supports = { ...transport.supports, maxDelayMs: 1000 };
  return { ...(passing<Capabilities>(transport) as typeof transport), supports };
}

const space = (): CrashSpace => ({
  hiddenMs: LOOKS.lookLeaseMs,
  connect: (at) => {
    const settings = settingsOf({ ...parseDsn(server.url), pollMs: 1000, lingerMs: 0 });
    const transport = new SqsTransport(settings);
    const adapter = compose(stepped(inSteps(transport), at), settings, LOOKS);
    return { adapter, kill: () => transport.close() };
  },
  destroy: async () => undefined,
});

describe.concurrent('a process that ends between any two steps', () => {
  it.each(GIVEN === undefined ? MOVES : [...MOVES, ...MORE])(
    'loses nothing: %s',
    async (move) => {
      const options = { space, times: TIMES, concurrency: CONCURRENCY, only: [move] };
      const { lines, violations, seed } = await crashMoves(options);
      expect(violations, `seed ${seed}`).toEqual([]);
      // Were no task there twice, nothing would have been stopped between copy and removal.
      const between = lines.filter(({ step }) => step === 'after send' || step === 'before remove');
      expect(between).not.toEqual([]);
      for (const { duplicating } of between) expect(duplicating).toBeGreaterThan(0);
      const stopped = between.reduce((sum, { stops }) => sum + stops, 0);
      expect(stopped).toBeGreaterThanOrEqual(TIMES);
      const counts = lines.map(
        ({ step, stops, duplicating }) => `${step} ${stops} (${duplicating})`,
      );
      if (GIVEN !== undefined)
        console.info(`${move}: stops at (with duplicates) ${counts.join(', ')}`);
    },
    LIMIT_MS,
  );
});
