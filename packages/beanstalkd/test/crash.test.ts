import { checkHistory, type HistoryEvent, HistoryRecorder, type ViolationKind } from '@jq/contract';
import { JobQueueError } from '@jq/core';
import { reportOfLostLeases } from '@jq/server-tests';
import { expect, test } from 'vitest';

import { Workforce } from './crash/workforce.js';
import { adapterFor, broker, task } from './fixtures.js';

const WORKERS = 4;
const WORK_BYTES = 60_000;
const PATIENCE_MS = 30_000;
const TEST_MS = 120_000;

type Started = Parameters<typeof broker>[0];

test.each<{ what: string; options: Started; brokerKills: number; forgiven: ViolationKind[] }>([
  { what: 'workers', options: {}, brokerKills: 0, forgiven: [] },
  {
    what: 'workers and of a server with a binlog',
    options: { binlog: 'everyFewMs' },
    brokerKills: 3,
    // A restart counts attempts from nothing, so that no proof is left of who was ready when.
    forgiven: ['order'],
  },
  {
    what: 'workers and of a server without',
    options: {},
    brokerKills: 3,
    forgiven: ['order', 'lost'],
  },
])(
  'the history is without fault under load and kill -9 of $what',
  async ({ options, brokerKills, forgiven }) => {
    const server = await broker(options);
    const workforce = await Workforce.gather(server.port);
    const events: HistoryEvent[] = [];
    const recorded = (by: string) =>
      new HistoryRecorder({ by, sink: (event) => void events.push(event) }).wrap(
        adapterFor(server.port),
      );
    for (let n = 0; n < WORKERS; n += 1) workforce.hire();
    let over = false;
    const load = produce(recorded('producer'), () => over);
    for (let round = 0; round < Math.max(brokerKills, 4); round += 1) {
      await worked(workforce);
      await workforce.killOldest();
      workforce.hire();
      if (round >= brokerKills) continue;
      await worked(workforce);
      workforce.doom();
      await server.kill9();
      await server.restart();
    }
    await worked(workforce);
    over = true;
    const acknowledged = await load;
    await workforce.killAll();
    await drain(recorded('drainer'));
    const all = [...events, ...workforce.events()].toSorted((a, b) => a.at - b.at);
    const { supports } = adapterFor(server.port);
    const violations = checkHistory(all, { supports, drained: true });
    expect(violations.filter(({ kind }) => !forgiven.includes(kind)).slice(0, 5)).toEqual([]);
    expect(acknowledged).toBeGreaterThan(100);
  },
  TEST_MS,
);

type Recorded = ReturnType<HistoryRecorder['wrap']>;

async function produce(adapter: Recorded, isOver: () => boolean): Promise<number> {
  let acknowledged = 0;
  for (let n = 0; !isOver(); n += 1) {
    const batch = Array.from({ length: 5 }, (_, index) => task(`${n}-${index}`));
    const results = await adapter.put('jobs', batch);
    acknowledged += results.filter((result) => typeof result === 'string').length;
    // As fast as four workers can follow.
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return acknowledged;
}

/** Until the workers have done something more. */
async function worked(workforce: Workforce): Promise<void> {
  const before = workforce.written;
  const enough = before + WORK_BYTES;
  await expect.poll(() => workforce.written, { timeout: PATIENCE_MS }).toBeGreaterThan(enough);
}

async function drain(adapter: Recorded): Promise<void> {
  for (;;) {
    const taken = await adapter.reserve(['jobs'], { max: 1000, waitMs: 0 });
    if (taken.length === 0) return;
    await adapter.complete(taken.map(({ lease }) => lease));
  }
}

test('a server without a binlog is killed: the worker hears of lost leases and works on', async () => {
  const server = await broker();
  const [producer, worker] = [adapterFor(server.port), adapterFor(server.port)];
  const report = await reportOfLostLeases({ server, producer, worker, add: addAgain });
  expect(report).toMatchObject({ completed: 2, lost: 3 });
});

/** The first call after a kill may still find the dead connection. */
async function addAgain(add: () => Promise<unknown>): Promise<void> {
  await add().catch((error: unknown) => {
    if (!JobQueueError.is(error, 'unavailable')) throw error;
    return add();
  });
}
