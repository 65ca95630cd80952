import type { Broker } from '@jq/brokers';
import { type Adapter, defineTask, Queue, Worker, type WorkerReport } from '@jq/core';
import { expect } from 'vitest';

export interface LostLeases {
  /** Keeps nothing when it is killed. */
  readonly server: Broker;
  readonly producer: Adapter;
  readonly worker: Adapter;
  /** Adds tasks after the kill. */
  readonly add: (adding: () => Promise<unknown>) => Promise<unknown>;
}

/** What a worker reports that lost the leases of three tasks, and was then given two more. */
export async function reportOfLostLeases(options: LostLeases): Promise<WorkerReport> {
  const { server } = options;
  const slow = defineTask<number>('slow', { ttrMs: 5000 });
  const queue = new Queue('jobs', options.producer);
  const [started, lost, errors]: [number[], string[], string[]] = [[], [], []];
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const handler = slow.handle(async ({ data }) => {
    started.push(data);
    if (data < 3) await gate;
  });
  const worker = new Worker(new Queue('jobs', options.worker), [handler], { signals: [] });
  worker.on('task.lost', ({ error }) => void lost.push(error.code));
  worker.on('error', ({ error }) => void errors.push(error.code));
  const running = worker.run();
  await queue.addAll(slow, [0, 1, 2]);
  await expect.poll(() => started.length).toBe(3);
  await server.kill9();
  await server.restart();
  release();
  await expect.poll(() => lost).toEqual(['lease-lost', 'lease-lost', 'lease-lost']);
  await options.add(() => queue.addAll(slow, [3, 4]));
  await expect.poll(() => started).toEqual([0, 1, 2, 3, 4]);
  const report = await worker.stop();
  await running;
  expect(errors.filter((code) => code !== 'unavailable' && code !== 'ambiguous')).toEqual([]);
  return report;
}
