import { startFaultProxy, startGearmand } from '@jq/brokers';
import { crashMoves, type CrashSpace, stepped } from '@jq/contract';
import { adapterOver } from '@jq/core/emulations';
import { afterAll, describe, expect, test } from 'vitest';

import { emulated } from '../src/adapter.js';
import { Server } from '../src/broker/server.js';
import { settingsOf } from '../src/options.js';
import { GearmanTransport } from '../src/transport.js';

// JQ_CRASH_TIMES=100 stops all moves at each step as often as before a release; failpoints.test.ts
// kills real processes.
const GIVEN = process.env['JQ_CRASH_TIMES'];
const TIMES = Number(GIVEN ?? '1');
const LIMIT_MS = 3_600_000;
const MOVES = ['retry at once', 'hold'];
const MORE = ['retry after a delay', 'retry with another priority', 'unhold', 'unhold by id'];
const often = { times: TIMES, concurrency: GIVEN === undefined ? 8 : 25 };

const broker = await startGearmand();
afterAll(() => broker.stop());

const space = (): CrashSpace => {
  const proxies: (() => Promise<void>)[] = [];
  return {
    async connect(at) {
      const proxy = await startFaultProxy(broker.port);
      proxies.push(() => proxy.stop());
      const settings = settingsOf({ probe: false });
      const closing = new AbortController();
      const address = { host: '127.0.0.1', port: proxy.port };
      const server = new Server(address, settings, closing.signal);
      const inner = new GearmanTransport([server], settings, closing);
      const counts = { stats: inner.stats.bind(inner), queues: inner.queues.bind(inner) };
      const adapter = adapterOver(emulated({ ...stepped(inner, at), ...counts }, settings));
      const kill = async (): Promise<void> => {
        proxy.refuse();
        proxy.cut();
      };
      return { adapter, kill };
    },
    async destroy() {
      await Promise.all(proxies.map((stop) => stop()));
    },
  };
};

describe.concurrent.each(GIVEN === undefined ? MOVES : [...MOVES, ...MORE])('%s', (move) => {
  test(
    'a process that ends between any two steps loses nothing',
    async () => {
      const { lines, violations, seed } = await crashMoves({ ...often, space, only: [move] });
      expect(violations, `seed ${seed}`).toEqual([]);
      // Were no task there twice, nothing would have been stopped between copy and removal.
      const between = lines.filter(({ step }) => step === 'after send' || step === 'before remove');
      expect(between).toHaveLength(2);
      for (const { duplicating } of between) expect(duplicating).toBeGreaterThan(0);
      if (GIVEN !== undefined) console.info(JSON.stringify(lines));
    },
    LIMIT_MS,
  );

  test(
    'a step that fails, or whose answer is lost, loses nothing',
    async () => {
      const options = { ...often, space, only: [move], failure: 'fail' } as const;
      const { violations, seed } = await crashMoves(options);
      expect(violations, `seed ${seed}`).toEqual([]);
    },
    LIMIT_MS,
  );
});
