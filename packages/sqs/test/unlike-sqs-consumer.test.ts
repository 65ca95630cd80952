import { sqsFaults } from '@jq/brokers';
import {
  defineTask,
  Queue,
  type Task,
  Worker,
  type WorkerEvents,
  type WorkerOptions,
} from '@jq/core';
import { expect, onTestFinished, test, vi } from 'vitest';

import { Stage } from './stage.js';

// What the widely used consumer does wrong (design notes, peers), each as what must not happen
// here.
const job = defineTask<string>('job', { ttrMs: 4000, retry: { kind: 'list', delaysMs: [0, 0] } });

interface Scene {
  readonly stage: Stage;
  readonly queue: Queue;
  readonly start: (perform: (task: Task<string>) => unknown, options?: WorkerOptions) => Worker;
  /** What the workers told. */
  readonly lost: WorkerEvents['task.lost'][];
  readonly executed: string[];
}

async function scene(): Promise<Scene> {
  const stage = await Stage.make();
  const queue = new Queue('q', stage.connect());
  const [lost, executed]: [WorkerEvents['task.lost'][], string[]] = [[], []];
  const start: Scene['start'] = (perform, options = {}) => {
    const worker = new Worker(queue, [job.handle(perform)], { signals: [], ...options });
    worker.on('task.lost', (event) => lost.push(event));
    worker.on('task.executed', ({ id }) => executed.push(id));
    worker.on('error', () => undefined);
    const running = worker.run();
    onTestFinished(async () => {
      await worker.stop({ graceMs: 0, abortMs: 0 });
      await running;
    });
    return worker;
  };
  return { stage, queue, start, lost, executed };
}

/** A promise, and what resolves it. */
function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

test('a handler over its time limit keeps its slot until it has returned', async () => {
  const { queue } = await scene();
  const limited = defineTask<string>('limited', { ttrMs: 30_000, timeLimitMs: 200 });
  const [first, gone] = [gate(), gate()];
  let running = 0;
  let most = 0;
  const worker = new Worker(
    queue,
    [
      limited.handle(async ({ data, signal }) => {
        running += 1;
        most = Math.max(most, running);
        signal.addEventListener('abort', gone.open);
        if (data === 'slow') await first.passed;
        running -= 1;
      }),
    ],
    { signals: [], concurrency: 1 },
  );
  const run = worker.run();
  await queue.add(limited, 'slow');
  await gone.passed;
  await queue.add(limited, 'next');
  first.open();
  await vi.waitUntil(async () => (await queue.stats()).reserved === 0, { timeout: 20_000 });
  expect(most).toBe(1);
  await worker.stop();
  await run;
});

test('a delete that fails is repeated; the finished task is not made visible, and does not run again', async () => {
  const { stage, queue, start, executed } = await scene();
  let runs = 0;
  const { internalError, throttled, partial } = sqsFaults;
  stage.server.next('DeleteMessageBatch', internalError, throttled, partial([0]));
  start(() => void (runs += 1));
  await queue.add(job, 'a', { id: 'a' });
  await vi.waitUntil(() => executed.length > 0, { timeout: 20_000 });
  expect([runs, executed]).toEqual([1, ['a']]);
  expect(stage.count('DeleteMessageBatch')).toBe(4);
  expect(stage.count('ChangeMessageVisibilityBatch')).toBeLessThanOrEqual(1);
});

test('a slow task does not keep the others waiting', async () => {
  const { queue, start, executed } = await scene();
  const slow = gate();
  start(({ data }) => (data === 'slow' ? slow.passed : undefined), { concurrency: 2 });
  await queue.add(job, 'slow');
  const others = ['a', 'b', 'c', 'd', 'e'];
  for (const id of others) await queue.add(job, id, { id });
  await vi.waitUntil(() => executed.length === 5, { timeout: 20_000 });
  expect(executed.toSorted()).toEqual(others);
  slow.open();
});

test('stop returns when the last handler has, and says what became of it', async () => {
  const { queue, start } = await scene();
  const [started, end] = [gate(), gate()];
  let ended = false;
  const worker = start(async () => {
    started.open();
    await end.passed;
    ended = true;
  });
  await queue.add(job, 'a');
  await started.passed;
  const stopping = worker.stop({ graceMs: 20_000 });
  end.open();
  const report = await stopping;
  expect(ended).toBe(true);
  expect(report).toMatchObject({ completed: 1 });
  expect(await queue.stats()).toMatchObject({ ready: 0, reserved: 0 });
});

test('a heartbeat that SQS refuses aborts the handler', async () => {
  const { stage, queue, start, lost } = await scene();
  let reason: unknown;
  const aborted = gate();
  start(async ({ signal }) => {
    // From now on SQS knows nothing of it.
    stage.server.receipts.forget();
    signal.addEventListener('abort', () => {
      reason = signal.reason;
      aborted.open();
    });
    await aborted.passed;
  });
  await queue.add(job, 'a', { id: 'a' });
  await aborted.passed;
  expect(reason).toMatchObject({ code: 'lease-lost' });
  await vi.waitUntil(() => lost.length > 0, { timeout: 20_000 });
  expect(lost).toMatchObject([{ id: 'a' }]);
});

test('a heartbeat that gets no answer aborts the handler before its lease ends', async () => {
  const { stage, queue, start } = await scene();
  const aborted = gate();
  let left = 0;
  start(async ({ signal }) => {
    stage.server.always('ChangeMessageVisibilityBatch', sqsFaults.throttled);
    const from = performance.now();
    signal.addEventListener('abort', aborted.open);
    await aborted.passed;
    left = from + job.ttrMs + 1000 - performance.now();
  });
  await queue.add(job, 'a');
  await aborted.passed;
  await vi.waitUntil(() => left !== 0);
  expect(left).toBeGreaterThan(0);
  stage.server.always('ChangeMessageVisibilityBatch', undefined);
});

test('a handler that returns nothing has done its task', async () => {
  const { stage, queue, start, executed } = await scene();
  start(() => undefined);
  await queue.add(job, 'a', { id: 'a' });
  await vi.waitUntil(() => executed.length === 1, { timeout: 20_000 });
  expect(await queue.stats()).toMatchObject({ ready: 0, reserved: 0, delayed: 0 });
  expect(stage.count('DeleteMessageBatch')).toBe(1);
});
