import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Adapter, defineTask, memory, Queue, Worker } from '@jq/core';
import { systemClock } from '@jq/core/adapter';
import { ManualClock } from '@jq/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { compileCore } from './compile-core.js';
import { gate } from './worker/stage.js';

const flaky = defineTask<number>('flaky', {
  retry: { kind: 'fixed', delayMs: 20, maxAttempts: 3 },
  ttrMs: 60_000,
});
const later = defineTask('later', { delayMs: 3_600_000 });

/** As an adapter over a network is: on the real time, whatever a test has replaced. */
const real = (): Adapter => memory({ clock: systemClock });

describe('under the default fake timers of vitest', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('a worker on a real broker runs, retries after a delay, and stops', async () => {
    const queue = new Queue('q', real());
    const handler = flaky.handle(({ attempts = 1, data }) => {
      if (attempts < data) throw new Error('no luck');
    });
    const worker = new Worker(queue, [handler], { signals: [] });
    const all = gate();
    let executed = 0;
    worker.on('task.executed', () => {
      if (++executed === 3) all.open();
    });
    const run = worker.run();
    await queue.add(flaky, 1);
    await queue.addAll(flaky, [1, 3]);
    await all.promise;
    void worker.stop();
    expect(await run).toMatchObject({ completed: 3, retried: 2 });
    await queue.close();
  });

  it('a worker that idles on a real broker ends by its limit of time', async () => {
    const queue = new Queue('q', real());
    const limits = { timeMs: 30 };
    const worker = new Worker(queue, [flaky.handle(() => 1)], { signals: [], limits });
    expect(await worker.run()).toMatchObject({ reason: 'time' });
    await queue.close();
  });

  it('memory() goes by the fakes, and its worker with it', async () => {
    const queue = new Queue('q', memory());
    const ran = gate();
    let done = false;
    const handler = later.handle(() => {
      done = true;
      ran.open();
    });
    const worker = new Worker(queue, [handler], { signals: [] });
    const run = worker.run();
    await queue.add(later);
    await vi.advanceTimersByTimeAsync(3_599_000);
    expect(done).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);
    await ran.promise;
    void worker.stop();
    expect(await run).toMatchObject({ completed: 1, lost: 0 });
    await queue.close();
  });

  it('a ManualClock is turned by hand, and the worker finds it by itself', async () => {
    const clock = new ManualClock();
    const queue = new Queue('q', memory({ clock }));
    let done = false;
    const worker = new Worker(queue, [later.handle(() => void (done = true))], { signals: [] });
    const run = worker.run();
    await queue.add(later);
    await clock.advance(3_599_999);
    expect(done).toBe(false);
    await clock.advance(1);
    expect(done).toBe(true);
    await worker.stop();
    expect(await run).toMatchObject({ completed: 1 });
    expect(clock.pending).toBe(0);
    await queue.close();
  });
});

// What jest's modern fake timers replace unless told otherwise, by the library that jest uses; the
// other names of its list are those of browsers. In a process of its own, since vitest needs the
// nextTick of this one.
const JEST = `
  import { defineTask, memory, Queue, Worker } from './index.js';
  import { systemClock } from './adapter/index.js';
  import { ManualClock } from './testing.js';
  import fakeTimers from 'FAKE_TIMERS';
  const toFake = ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate',
    'clearImmediate', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'];
  const flaky = defineTask('flaky', { retry: { kind: 'fixed', delayMs: 20, maxAttempts: 3 } });
  const later = defineTask('later', { delayMs: 3_600_000 });
  const said = [];
  const fakes = fakeTimers.install({ toFake });

  // On a real broker: retries after a real delay, and stops.
  const queue = new Queue('q', memory({ clock: systemClock }));
  const handler = flaky.handle(({ attempts }) => {
    if (attempts < 3) throw new Error('no luck');
  });
  const worker = new Worker(queue, [handler], { signals: [] });
  worker.on('task.executed', () => void worker.stop());
  await queue.add(flaky);
  const { completed, retried } = await worker.run();
  said.push({ completed, retried });

  // memory() and its worker go by the fakes.
  const second = new Queue('q', memory());
  const other = new Worker(second, [later.handle(() => void other.stop())], { signals: [] });
  const run = other.run();
  await second.add(later);
  await fakes.tickAsync(3_599_000);
  said.push((await second.stats()).delayed);
  await fakes.tickAsync(1000);
  said.push((await run).completed);

  // A ManualClock is turned by hand.
  const clock = new ManualClock();
  const third = new Queue('q', memory({ clock }));
  const last = new Worker(third, [later.handle(() => void last.stop())], { signals: [] });
  const end = last.run();
  await third.add(later);
  await clock.advance(3_600_000);
  said.push((await end).completed);

  fakes.uninstall();
  console.log(JSON.stringify(said));
`;

it('under the default fake timers of jest all of that holds, too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jq-jest-'));
  try {
    compileCore(folder);
    const library = import.meta.resolve('@sinonjs/fake-timers');
    const program = join(folder, 'jest.js');
    writeFileSync(program, JEST.replace('FAKE_TIMERS', library));
    const said = execFileSync(process.execPath, [program], { encoding: 'utf8', timeout: 30_000 });
    expect(JSON.parse(said)).toEqual([{ completed: 1, retried: 2 }, 1, 1, 1]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
