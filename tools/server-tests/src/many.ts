import { defineTask, Queue, Worker } from '@jq/core';
import { expect, onTestFinished, test } from 'vitest';

import type { Subject } from './subject.js';

const COUNT = 200;
const LIMIT = { timeout: 60_000 };
const noop = defineTask<number>('noop');

/** However many share a signal or an adapter, Node sees no leak of listeners and warns of none. */
export function testMany(subject: Subject): void {
  test(`${COUNT} adapters that wait share a signal without a warning`, LIMIT, async () => {
    const warnings = processWarnings();
    await waitAndAbort(subject);
    expect(warnings.map(String)).toEqual([]);
  });

  test(`${COUNT} workers of one adapter work and stop without a warning`, LIMIT, async () => {
    const warnings = processWarnings();
    await workAndStop(subject);
    expect(warnings.map(String)).toEqual([]);
  });
}

function processWarnings(): readonly Error[] {
  const warnings: Error[] = [];
  const listen = (warning: Error): void => void warnings.push(warning);
  process.on('warning', listen);
  onTestFinished(() => void process.off('warning', listen));
  return warnings;
}

async function waitAndAbort({ broker, adapterFor }: Subject): Promise<void> {
  const { port } = await broker();
  const controller = new AbortController();
  const { signal } = controller;
  const waits = Array.from({ length: COUNT }, () =>
    adapterFor(port).reserve(['nothing'], { max: 1, waitMs: 20_000, signal }),
  );
  // When a server has answered these, the others listen.
  await Promise.all(Array.from({ length: 4 }, () => adapterFor(port).open()));
  controller.abort();
  const ends = await Promise.all(waits.map((wait) => wait.catch((error) => error.code)));
  expect(ends.flat().filter((end) => end !== 'aborted')).toEqual([]);
}

async function workAndStop({ broker, adapterFor }: Subject): Promise<void> {
  const { port } = await broker();
  const adapter = adapterFor(port);
  const queues = Array.from({ length: COUNT }, (_, n) => new Queue(`queue-${n}`, adapter));
  let done = 0;
  const handlers = [noop.handle(async () => void done++)];
  const workers = queues.map((queue) => new Worker(queue, handlers, { signals: [] }));
  const runs = workers.map((worker) => worker.run());
  await Promise.all(queues.map((queue) => queue.add(noop, 1)));
  await expect.poll(() => done, { timeout: 20_000 }).toBe(COUNT);
  await Promise.all(workers.map((worker) => worker.stop()));
  await Promise.all(runs);
}
