import { type Adapter, defineTask } from '@jq/core';
import { describe, expect, it } from 'vitest';

import { declaring } from '../faulty.js';
import { schema } from '../schemas.js';
import { Stage } from './stage.js';

const idle = { limits: { idle: true } };
const known = defineTask('known', { maxDeliveries: 2 });
const picky = defineTask('picky', {
  data: schema<unknown, number>((value) =>
    typeof value === 'number' ? value : { issues: [{ message: 'not a number', path: ['n'] }] },
  ),
});
const broken = defineTask('broken', {
  data: schema<unknown, number>(() => {
    throw new Error('schema bug');
  }),
});

const bodies: [string, string][] = [
  ['not JSON', '{"action":'],
  ['not a jq envelope', '{"args":[1],"handler":"x"}'],
  ['version 7', '{"jq":7,"task":"known"}'],
  ['no handler for task "unknown"', '{"jq":1,"task":"unknown"}'],
  ['n: not a number', '{"jq":1,"task":"picky","data":"x"}'],
  ['schema bug', '{"jq":1,"task":"broken"}'],
];

async function run(stage: Stage, body: string, adapter?: Adapter, attempts = 1) {
  const ran: string[] = [];
  const handlers = [known, picky, broken].map((task) => task.handle(() => ran.push(task.name)));
  const task = { id: 'x', body: Buffer.from(body), priority: 0, delayMs: 0, ttrMs: 60_000 };
  await stage.memory.put('q', [task]);
  for (let i = 1; i < attempts; i++) {
    const [{ lease } = never()] = await stage.memory.reserve(['q'], { max: 1, waitMs: 0 });
    await stage.memory.retry([{ lease, delayMs: 0 }]);
  }
  const worker = stage.worker(handlers, idle, adapter ?? stage.memory);
  return { ran, report: await worker.run() };
}

const never = (): never => {
  throw new Error('nothing reserved');
};

describe('a task that cannot run', () => {
  it.each(bodies)('is held, unrun, with the reason: %s', async (reason, body) => {
    const stage = new Stage();
    const { ran, report } = await run(stage, body);
    expect(ran).toEqual([]);
    expect(report).toMatchObject({ held: 1, retried: 0, completed: 0 });
    expect(stage.events('task.held')).toMatchObject([{ reason: expect.stringContaining(reason) }]);
    const [held] = await stage.queue.peek('held');
    expect(Buffer.from(held?.body ?? []).toString()).toBe(body);
  });

  it.each(bodies)('waits long where nothing can be held: %s', async (reason, body) => {
    const stage = new Stage();
    const adapter = declaring(stage.memory, { rules: { HOLD: 'unsupported' } });
    const { ran, report } = await run(stage, body, adapter);
    expect(ran).toEqual([]);
    expect(report).toMatchObject({ held: 0, retried: 1 });
    expect(stage.events('error')).toMatchObject([
      { id: 'x', error: { code: 'unsupported', message: expect.stringContaining(reason) } },
    ]);
    expect(await stage.queue.peek('delayed')).toMatchObject([{ timeLeftMs: 3_600_000 }]);
  });

  it('keeps its lease until that ends where nothing can be delayed either', async () => {
    const stage = new Stage();
    const adapter = declaring(stage.memory, { maxDelayMs: 0, rules: { HOLD: 'unsupported' } });
    const { report } = await run(stage, '?', adapter);
    expect(report).toMatchObject({ lost: 1, retried: 0 });
    expect(await stage.queue.peek('reserved')).toMatchObject([{ timeLeftMs: 60_000 }]);
  });
});

describe('a task that was delivered too often', () => {
  it('runs for the last time at maxDeliveries', async () => {
    const stage = new Stage();
    const { ran } = await run(stage, '{"jq":1,"task":"known"}', stage.memory, 2);
    expect(ran).toEqual(['known']);
  });

  it('is held after that without running', async () => {
    const stage = new Stage();
    const { ran } = await run(stage, '{"jq":1,"task":"known"}', stage.memory, 3);
    expect(ran).toEqual([]);
    expect(stage.events('task.held')).toMatchObject([
      { attempts: 3, reason: 'delivered 3 times, more than the 2 of maxDeliveries' },
    ]);
  });
});

it('holds what a codec makes nothing of', async () => {
  const stage = new Stage();
  await stage.queue.add(known);
  const codec = { encode: () => new Uint8Array(), decode: () => null as never };
  const worker = stage.worker([known.handle(() => 1)], { ...idle, codec });
  expect(await worker.run()).toMatchObject({ held: 1 });
});

it('holds what makes the codec throw or reject', async () => {
  const decoders = [
    () => {
      throw new Error('codec bug');
    },
    () => Promise.reject(new Error('codec bug')),
  ];
  for (const decode of decoders) {
    const stage = new Stage();
    await stage.queue.add(known);
    const codec = { encode: () => new Uint8Array(), decode };
    const worker = stage.worker([known.handle(() => 1)], { ...idle, codec });
    expect(await worker.run()).toMatchObject({ held: 1 });
    expect(stage.events('task.held')).toMatchObject([{ reason: 'the codec failed: codec bug' }]);
  }
});
