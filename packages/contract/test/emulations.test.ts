import { stepped, type StepHook } from '@jq/contract';
import { task } from '@jq/contract/tasks';
import { type Adapter, defineTask, JobQueueError, Queue, Worker } from '@jq/core';
import {
  type Expiring,
  encodeFrame,
  type Frame,
  parking,
  adapterOver,
  bands,
  hops,
  resending,
  type Transport,
} from '@jq/core/emulations';
import { ManualClock } from '@jq/core/testing';
import { describe, expect, it } from 'vitest';

import { WeakBroker } from './fixtures/weak/broker.js';
import { ConnectionTransport } from './fixtures/weak/connections.js';
import { ReceiptTransport } from './fixtures/weak/receipts.js';
import { atOnce, overConnections, overReceipts } from './fixtures/weak/spaces.js';

const DAY_MS = 86_400_000;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function stage() {
  const clock = new ManualClock();
  const broker = new WeakBroker(clock);
  const transport = (at: StepHook = () => undefined): Transport =>
    stepped(new ReceiptTransport(broker, atOnce), at);
  return { clock, broker, transport };
}

async function reserve(adapter: Adapter, max = 10) {
  return adapter.reserve(['q'], { max, waitMs: 0 });
}

async function leases(adapter: Adapter) {
  return (await reserve(adapter)).map(({ lease }) => lease);
}

async function ids(adapter: Adapter): Promise<string[]> {
  return (await reserve(adapter)).map(({ lease }) => lease.taskId);
}

describe('hops', () => {
  it('by the clock of the broker, not of the worker', async () => {
    const { clock, transport } = stage();
    // The worker's clock is a second ahead of the broker's, and of the producer's.
    const producer = adapterOver(hops(transport(), { clock }), { clock });
    const late = { now: () => clock.now() + 1000, monotonic: () => clock.monotonic() };
    const wrong = { ...late, after: (ms: number, run: () => void) => clock.after(ms, run) };
    const skewed = (aheadMs: () => number): Adapter =>
      adapterOver(hops({ ...transport(), aheadMs }, { clock: wrong }), { clock: wrong });
    await producer.put('q', [task('a', { delayMs: 900 })]);
    await clock.advance(300);
    expect(await ids(skewed(() => -1000))).toEqual([]);
    await clock.advance(300);
    // What a worker does that does not know better.
    expect(await ids(skewed(() => 0))).toEqual(['a']);
  });

  it('come in time however many steps they take, and count no attempt', async () => {
    const { clock, broker, transport } = stage();
    const adapter = overReceipts(transport(), clock);
    await adapter.put('q', [task('a', { delayMs: 2600 })]);
    const waiting = adapter.reserve(['q'], { max: 1, waitMs: 10_000 });
    const from = clock.monotonic();
    let came = 0;
    waiting.then(() => (came = clock.monotonic() - from)).catch(() => undefined);
    for (let step = 0; step < 300 && came === 0; step += 1) await clock.advance(10);
    expect(came).toBeGreaterThanOrEqual(2600);
    expect(came).toBeLessThanOrEqual(2620);
    expect((await waiting)[0]?.attempts).toBe(1);
    expect(broker.count('q')).toEqual({ ready: 0, delayed: 0, reserved: 1 });
  });

  it('that fail are tried again for as long as the reserve waits', async () => {
    const { clock, transport } = stage();
    let failures = 2;
    const failing: StepHook = ({ verb, when }) => {
      if (verb !== 'send' || when !== 'before' || failures === 0) return;
      failures -= 1;
      throw new JobQueueError('unavailable', 'not now');
    };
    const producer = overReceipts(transport(), clock);
    const worker = overReceipts(transport(failing), clock);
    await producer.put('q', [task('a', { delayMs: 600 })]);
    await clock.advance(300);
    await expect(reserve(worker)).rejects.toMatchObject({ code: 'unavailable' });
    const waiting = worker.reserve(['q'], { max: 1, waitMs: 10_000 });
    await clock.advance(5000);
    expect((await waiting).map(({ lease }) => lease.taskId)).toEqual(['a']);
    expect(failures).toBe(0);
  });
});

describe('parking', () => {
  it('frees in the order of holding over many windows, whoever held', async () => {
    const { clock, transport } = stage();
    const connect = (): Adapter =>
      adapterOver(parking(resending(bands(transport())), { clock, window: 3 }), { clock });
    const [one, two] = [connect(), connect()];
    const order: string[] = [];
    for (let index = 0; index < 10; index += 1) {
      const adapter = index % 2 > 0 ? one : two;
      await adapter.put('q', [task(`t${index}`)]);
      await adapter.hold?.(await leases(adapter));
      order.push(`t${index}`);
    }
    expect(await one.stats?.('q')).toMatchObject({ ready: 0, held: 10 });
    // Of more than a window the oldest are found approximately; that none is lost is exact.
    expect(await one.unhold?.('q', { max: 7 })).toBe(7);
    expect(await two.unhold?.('q', { ids: order })).toBe(3);
    expect((await ids(one)).toSorted()).toEqual(order);
  });

  it('shows what is held, oldest first, and gives it back', async () => {
    const { clock, transport } = stage();
    const adapter = overReceipts(transport(), clock);
    for (const id of ['c', 'a', 'b']) {
      await adapter.put('q', [task(id, { priority: 9 })]);
      await adapter.hold?.(await leases(adapter));
    }
    for (let round = 0; round < 2; round += 1) {
      const views = await adapter.peek?.('q', 'held', 2);
      expect(views?.map(({ id, priority, attempts }) => [id, priority, attempts])).toEqual([
        ['c', 9, 1],
        ['a', 9, 1],
      ]);
    }
    expect(await adapter.unhold?.('q', { max: 5 })).toBe(3);
    expect((await reserve(adapter)).map(({ attempts }) => attempts)).toEqual([2, 2, 2]);
  });

  it('warns of held tasks that the broker will delete', async () => {
    const { clock, transport } = stage();
    const expiring: Expiring[] = [];
    const held = { clock, retentionMs: 10 * DAY_MS, onExpiring: (e: Expiring) => expiring.push(e) };
    const adapter = adapterOver(parking(resending(transport()), held), { clock });
    expect(adapter.supports.rules.HOLD).toMatchObject({ emulated: /10 days/ });
    await adapter.put('q', [task('a')]);
    await adapter.hold?.(await leases(adapter));
    await clock.advance(7 * DAY_MS);
    await adapter.peek?.('q', 'held', 1);
    expect(expiring).toEqual([]);
    await clock.advance(2 * DAY_MS);
    await adapter.peek?.('q', 'held', 1);
    expect(expiring).toMatchObject([{ queue: 'q', id: 'a' }]);
    expect(Math.round((expiring[0]?.expiresAt ?? 0) - clock.now())).toBe(DAY_MS);
  });
});

describe('leases that end with a connection', () => {
  it('are given back at the end of their ttr, also when the broker is away then', async () => {
    const clock = new ManualClock();
    const broker = new WeakBroker(clock);
    let away = false;
    const at: StepHook = ({ when }) => {
      if (away && when === 'before') throw new JobQueueError('unavailable', 'away');
    };
    const connect = (): Adapter =>
      overConnections(stepped(new ConnectionTransport(broker, atOnce), at), clock);
    const [one, two] = [connect(), connect()];
    await one.put('q', [task('a', { ttrMs: 1000 }), task('b', { ttrMs: 1000 })]);
    const taken = await leases(one);
    away = true;
    await clock.advance(1500);
    expect(await one.complete(taken)).toMatchObject([
      { code: 'lease-lost' },
      { code: 'lease-lost' },
    ]);
    away = false;
    expect(await ids(two)).toEqual([]);
    await clock.advance(1500);
    expect((await ids(two)).toSorted()).toEqual(['a', 'b']);
  });

  it('leave no timer behind', async () => {
    const clock = new ManualClock();
    const broker = new WeakBroker(clock);
    const adapter = overConnections(new ConnectionTransport(broker, atOnce), clock);
    await adapter.put('q', [task('a'), task('b')]);
    const [first] = await leases(adapter);
    if (first !== undefined) await adapter.complete([first]);
    await adapter.close();
    expect(clock.pending).toBe(0);
    expect(broker.count('q')).toEqual({ ready: 1, delayed: 0, reserved: 0 });
  });
});

describe('messages of others', () => {
  const damaged = 'jqf1 {"id":"a"\nbody';
  const newer = 'jqf2 {"id":"a","ttrMs":1}\n{"jq":1,"task":"greet","data":"Eve"}';

  it.each(['receipts', 'connections'] as const)(
    'are held by a worker, whole, and neither lost nor repeated: %s',
    async (kind) => {
      const clock = new ManualClock();
      const broker = new WeakBroker(clock);
      const adapter =
        kind === 'receipts'
          ? overReceipts(new ReceiptTransport(broker, atOnce), clock)
          : overConnections(new ConnectionTransport(broker, atOnce), clock);
      const queue = new Queue('q', adapter);
      const greeted: string[] = [];
      const greet = defineTask<string>('greet');
      for (const stored of ['<xml/>', damaged, newer, '{"jq":1,"task":"greet","data":"Bob"}'])
        broker.send('q', bytes(stored), 0);
      await queue.add(greet, 'Ada');
      const handler = greet.handle(({ data }) => void greeted.push(data));
      const running = new Worker(queue, [handler], {
        limits: { tasks: 5 },
        signals: [],
        clock,
      }).run();
      for (let step = 0; step < 20; step += 1) await clock.advance(50);
      await running;
      // One without a frame is a task as good as any.
      expect(greeted.toSorted()).toEqual(['Ada', 'Bob']);
      const views = await adapter.peek?.('q', 'held', 9);
      const bodies = views?.map(({ body }) => Buffer.from(body).toString());
      expect(bodies?.toSorted()).toEqual(['<xml/>', damaged, newer].toSorted());
    },
  );

  it('count their attempts however they travel', async () => {
    const clock = new ManualClock();
    const broker = new WeakBroker(clock);
    const adapter = overConnections(new ConnectionTransport(broker, atOnce), clock);
    broker.send('q', bytes('<xml/>'), 0);
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      const [got] = await reserve(adapter);
      expect(got?.attempts).toBe(attempt);
      expect(Buffer.from(got?.body ?? []).toString()).toBe('<xml/>');
      if (got === undefined) continue;
      if (attempt === 2) await adapter.hold?.([got.lease]);
      else await adapter.retry([{ lease: got.lease, delayMs: 0 }]);
      if (attempt === 2) await adapter.unhold?.('q', { max: 1 });
    }
  });

  it('that were put by hand into the place of held tasks are held tasks', async () => {
    const { clock, broker, transport } = stage();
    const adapter = overReceipts(transport(), clock);
    const frame: Frame = {
      id: 'b',
      priority: 3,
      ttrMs: 1000,
      attempts: 5,
      moves: 0,
      body: bytes('b'),
    };
    broker.send('q-held', bytes('<xml/>'), 0);
    broker.send('q-held', encodeFrame(frame), 0);
    expect(await adapter.unhold?.('q', { ids: ['b'] })).toBe(1);
    expect((await reserve(adapter)).map(({ attempts, priority }) => [attempts, priority])).toEqual([
      [6, 3],
    ]);
    expect(await adapter.unhold?.('q', { max: 1 })).toBe(1);
    expect((await reserve(adapter))[0]?.attempts).toBe(1);
  });
});
