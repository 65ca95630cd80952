import { type Broker, startRedis } from '@jq/brokers';
import { chaos, CONNECTION_FAULTS, type Fault, lengthOf } from '@jq/chaos';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';

import { redis } from '../src/index.js';

// `npm run chaos -- redis --minutes 10`
const { forMs, seed, atMostMs } = lengthOf(0.25);
const TIMEOUT_MS = 1500;

const faults: readonly Fault[] = [...CONNECTION_FAULTS, 'freeze', 'kill'];

const subject = {
  // A server that is killed keeps only what it has synced for sure.
  start: () => startRedis({ appendOnly: 'always' }),
  connect: (port: number) =>
    redis(
      { host: '127.0.0.1', port },
      { timeoutMs: TIMEOUT_MS, durable: 'nothing', onWarning: () => undefined },
    ),
  // A timeout, the rest of a look at the markers, a busy machine.
  patienceMs: TIMEOUT_MS + 8000,
  ownFaults: { 'forget-scripts': forgetScripts },
};

async function forgetScripts({ port }: Broker): Promise<void> {
  const client = new Redis({ host: '127.0.0.1', port });
  client.on('error', () => undefined);
  await client.script('FLUSH');
  client.disconnect();
}

test(
  'a history without fault under everything that can break',
  async () => {
    const report = await chaos({ subject, forMs, seed, faults });
    console.info(`seed ${seed}`, report.faults, report.outcomes);
    expect(report.violations.slice(0, 5), `seed ${seed}\n${report.story}`).toEqual([]);
    expect(report.hangs, `seed ${seed}`).toEqual([]);
    expect(report.outcomes['complete ok'] ?? 0).toBeGreaterThan(0);
  },
  atMostMs,
);
