import { defineTask, Queue, Worker } from '@jq/core';
import { expect, onTestFinished, test } from 'vitest';

import type { Subject } from './subject.js';

const COUNT = 200;
const noop = defineTask<number>('noop');

/** However many share a signal or an adapter, Node sees no leak of listeners and warns of none. */
export function testMany({ broker, adapterFor }: Subject): void {
  const warned = (): Error[] => {
    const warnings: Error[] = [];
    const listen = (warning: Error): void => void warnings.push(warning);
    process.on('warning', listen);
    onTestFinished(() => void process.off('warning', listen));
    return warnings;
  };

  test(
    `${COUNT} adapters that wait share a signal without a warning`,
    { timeout: 60_000 },
    async () => {
      const warnings = warned();
      const { port } = await broker();
      const controller = new AbortController();
      const { signal } = controller;
      const waits = Array.from({ length: COUNT }, () =>
        adapterFor(port).reserve(['nothing'], { max: 1, waitMs: 20_000, signal }),
      );
      // Only when a server has answered these do all of them listen.
      await Promise.all(Array.from({ length: 4 }, () => adapterFor(port).open()));
      controller.abort();
      const ends = await Promise.all(waits.map((wait) => wait.catch((error) => error.code)));
      expect(ends.flat().filter((end) => end !== 'aborted')).toEqual([]);
      expect(warnings.map(String)).toEqual([]);
    },
  );

  test(
    `${COUNT} workers of one adapter stop with a signal without a warning`,
    { timeout: 60_000 },
    async () => {
      const warnings = warned();
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
      expect(warnings.map(String)).toEqual([]);
    },
  );
}
