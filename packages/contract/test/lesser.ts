import type { Space } from '@jq/contract';
import {
  type Adapter,
  type Capabilities,
  JobQueueError,
  type MemoryAdapter,
  type Rule,
} from '@jq/core';
import { checkNewTask, checkReserve, checkRetry, checkWhole, RULE_VERBS } from '@jq/core/adapter';

import { memorySpace } from './memory-space.js';

/** The memory adapter as one that declares less, and keeps to it. */
export function lesserSpace(changes: Partial<Capabilities>, without: readonly Rule[]): Space {
  const space = memorySpace();
  return { ...space, connect: async () => lesser(await space.connect(), changes, without) };
}

function lesser(whole: Adapter, changes: Partial<Capabilities>, without: readonly Rule[]): Adapter {
  const adapter = whole as MemoryAdapter;
  const supports = lessSupport(adapter.supports, changes, without);
  const reduced: Adapter = {
    name: 'lesser',
    supports,
    open: (options) => adapter.open(options),
    touch: (...asked) => adapter.touch(...asked),
    hold: (...asked) => adapter.hold(...asked),
    unhold: (...asked) => adapter.unhold(...asked),
    peek: async (queue, state, max) => {
      if (!supports.peek.includes(state)) throw new JobQueueError('unsupported', `peek ${state}`);
      return adapter.peek(queue, state, max);
    },
    remove: (...asked) => adapter.remove(...asked),
    purge: async (queue, state) => {
      if (state !== undefined && !supports.purge.includes(state))
        throw new JobQueueError('unsupported', `purge ${state}`);
      return adapter.purge(queue, state);
    },
    pause: async (queue, forMs) => {
      checkWhole('forMs', forMs, 0, supports.maxDelayMs);
      return adapter.pause(queue, forMs);
    },
    stats: (...asked) => adapter.stats(...asked),
    complete: (...asked) => adapter.complete(...asked),
    close: () => adapter.close(),
    put: async (queue, tasks, options) => {
      const refusals = tasks.map((task) => checkNewTask(task, supports));
      const sent = tasks.filter((_, index) => refusals[index] === undefined);
      const results = [...(await adapter.put(queue, sent, options))];
      return refusals.map((refusal) => refusal ?? results.shift() ?? lost());
    },
    retry: async (retries, options) => {
      const refusals = retries.map((each) => checkRetry(each, supports));
      const sent = retries.filter((_, index) => refusals[index] === undefined);
      const results = [...(await adapter.retry(sent, options))];
      return refusals.map((refusal) => refusal ?? results.shift());
    },
    reserve: async (queues, options) => {
      checkReserve(queues, options, supports);
      const got = await adapter.reserve(queues, options);
      const counted = supports.rules.ATTEMPTS !== 'unsupported';
      return got.map((each) => (counted ? each : { ...each, attempts: undefined }));
    },
  };
  for (const rule of without) for (const verb of RULE_VERBS[rule] ?? []) delete reduced[verb];
  return reduced;
}

function lessSupport(
  whole: Capabilities,
  changes: Partial<Capabilities>,
  without: readonly Rule[],
): Capabilities {
  const gaps = Object.fromEntries(without.map((rule) => [rule, 'unsupported']));
  return { ...whole, ...changes, rules: { ...whole.rules, ...gaps } as Capabilities['rules'] };
}

const lost = (): JobQueueError => new JobQueueError('unexpected', 'no result', { cause: 'none' });
