import type { Broker } from '@jq/brokers';
import { tasks } from '@jq/contract/tasks';
import { expect } from 'vitest';

import type { Verbs } from './subject.js';
import { pause } from './taking.js';

export interface ComingBack {
  readonly server: Broker;
  /** Each waits for one task. */
  readonly adapters: readonly Verbs[];
  readonly waitMs: number;
  /** Resolves when the server knows that all of them wait. */
  readonly allWait: () => Promise<unknown>;
}

const BATCH = 50;

/**
 * How long adapters need, in milliseconds, until each has its task, from when their server is back
 * after a kill.
 */
export async function timeToComeBack(options: ComingBack): Promise<number> {
  const { server, adapters, waitMs } = options;
  await Promise.all(adapters.map((adapter) => adapter.open()));
  const waiting = adapters.map((adapter) => adapter.reserve(['jobs'], { max: 1, waitMs }));
  await options.allWait();
  await server.kill9();
  await pause(200);
  await server.restart();
  const from = performance.now();
  const all = tasks(adapters.length);
  for (let n = 0; n < all.length; n += BATCH)
    await adapters[0]?.put('jobs', all.slice(n, n + BATCH));
  expect((await Promise.all(waiting)).flat()).toHaveLength(adapters.length);
  return performance.now() - from;
}
