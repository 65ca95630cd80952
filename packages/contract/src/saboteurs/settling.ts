import { decorated, JobQueueError, type Lease, type Results } from '@jq/core/adapter';

import type { Connection } from '../space.js';
import { type Saboteur, saboteur } from './saboteur.js';

const ok = (count: number): Results => Array.from({ length: count }, () => undefined);

/** Tells who has which task, for saboteurs that reach for other workers' leases. */
function watched(
  adapter: Connection,
  holders: Map<string, { holder: Connection; lease: Lease }>,
): Pick<Connection, 'reserve'> {
  return {
    reserve: async (queues, options) => {
      const got = await adapter.reserve(queues, options);
      for (const { lease } of got)
        holders.set(`${lease.queue} ${lease.taskId}`, { holder: adapter, lease });
      return got;
    },
  };
}

export const settlingSaboteurs: readonly Saboteur[] = [
  {
    name: 'no-fencing',
    does: 'a late settle acts on the lease that somebody has by now',
    caughtBy: [
      'FENCED/a-late-complete-of-a-task-taken-again-by-another-connection-is-refused',
      'FENCED/a-late-complete-of-a-task-taken-again-by-the-same-connection-is-refused',
      'FENCED/a-late-retry-of-a-task-taken-again-by-another-connection-is-refused',
      'RANDOM/random-calls-are-answered-as-the-model-answers-them-while-time-passes',
    ],
    arm: () => {
      const holders = new Map<string, { holder: Connection; lease: Lease }>();
      const current = (lease: Lease) => holders.get(`${lease.queue} ${lease.taskId}`);
      return (adapter) =>
        decorated(adapter, {
          ...watched(adapter, holders),
          complete: async (leases) => {
            const results: (void | JobQueueError)[] = [];
            for (const lease of leases) {
              const now = current(lease) ?? { holder: adapter, lease };
              results.push(...(await now.holder.complete([now.lease])));
            }
            return results;
          },
          retry: async (retries) => {
            const results: (void | JobQueueError)[] = [];
            for (const each of retries) {
              const now = current(each.lease) ?? { holder: adapter, lease: each.lease };
              results.push(...(await now.holder.retry([{ ...each, lease: now.lease }])));
            }
            return results;
          },
        });
    },
  },
  saboteur(
    'settle-twice-fails',
    'the second settle of a lease with the same verb is an error',
    ['FENCED/settling-twice-with-the-same-verb-is-settling-once'],
    (adapter) => {
      const settled = new WeakSet<Lease>();
      return {
        complete: async (leases) => {
          const again = leases.map((lease) => settled.has(lease));
          for (const lease of leases) settled.add(lease);
          const results = await adapter.complete(leases);
          return results.map((each, index) =>
            again[index] === true ? new JobQueueError('lease-lost', 'again') : each,
          );
        },
      };
    },
  ),
  saboteur(
    'touch-that-does-nothing',
    'touch succeeds without extending the lease',
    [
      'TOUCH/touch-restarts-the-full-ttr-from-now',
      'TOUCH/a-task-lives-for-as-long-as-it-is-touched',
      'TOUCH/touch-moves-expiresat-by-what-it-gained-erring-early',
    ],
    () => ({ touch: async (leases) => ok(leases.length) }),
  ),
  saboteur(
    'retry-that-loses-its-priority',
    'a retry ignores the priority it was given',
    [
      'ORDER/a-retry-with-a-priority-moves-the-task',
      'ORDER/a-retry-with-the-first-or-the-last-priority-moves-the-task',
      'RANDOM/random-calls-are-answered-as-the-model-answers-them',
    ],
    (adapter) => ({
      retry: (retries) => adapter.retry(retries.map(({ lease, delayMs }) => ({ lease, delayMs }))),
    }),
  ),
  saboteur(
    'retry-that-resets-its-priority',
    'a retry that is given no priority gets the default',
    [
      'ORDER/a-retried-task-keeps-its-priority',
      'RANDOM/random-calls-are-answered-as-the-model-answers-them',
    ],
    (adapter) => ({
      retry: (retries) => adapter.retry(retries.map((each) => ({ priority: 512, ...each }))),
    }),
  ),
  saboteur(
    'retry-without-delay',
    'a retry is ready at once, whatever delay it was given',
    [
      'RETRY/a-retry-with-delay-is-never-early-and-comes-by-itself',
      'RANDOM/workers-at-random-all-at-once-leave-a-history-without-fault',
    ],
    (adapter) => ({
      retry: (retries) => adapter.retry(retries.map((each) => ({ ...each, delayMs: 0 }))),
    }),
  ),
  saboteur(
    'hold-that-forgets',
    'a held task is gone',
    [
      'HOLD/an-unheld-task-is-whole-again',
      'RANDOM/random-calls-are-answered-as-the-model-answers-them',
      'RANDOM/workers-at-random-all-at-once-leave-a-history-without-fault',
    ],
    (adapter) => ({ hold: (leases) => adapter.complete(leases) }),
  ),
  {
    name: 'purge-that-takes-reserved-tasks',
    does: 'purging a queue deletes what workers have',
    caughtBy: ['PURGE/purging-a-queue-takes-all-tasks-but-the-reserved-ones'],
    arm: () => {
      const holders = new Map<string, { holder: Connection; lease: Lease }>();
      return (adapter) =>
        decorated(adapter, {
          ...watched(adapter, holders),
          purge: async (queue, state) => {
            const count = await adapter.purge(queue, state);
            for (const { holder, lease } of holders.values())
              if (lease.queue === queue) await holder.retry([{ lease, delayMs: 0 }]);
            return count + (await adapter.purge(queue, state));
          },
        });
    },
  },
  {
    name: 'remove-that-takes-reserved-tasks',
    does: 'removing a task deletes it from under its worker',
    caughtBy: [
      'REMOVE/a-reserved-task-is-not-deleted-and-its-lease-goes-on',
      'RANDOM/random-calls-are-answered-as-the-model-answers-them',
    ],
    arm: () => {
      const holders = new Map<string, { holder: Connection; lease: Lease }>();
      return (adapter) =>
        decorated(adapter, {
          ...watched(adapter, holders),
          remove: async (queue, ids) => {
            for (const id of ids) {
              const now = holders.get(`${queue} ${id}`);
              await now?.holder.retry([{ lease: now.lease, delayMs: 0 }]);
            }
            return adapter.remove(queue, ids);
          },
        });
    },
  },
];
