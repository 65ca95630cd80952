import { decorated, JobQueueError, type Reservation } from '@jq/core/adapter';

import { type Saboteur, saboteur } from './saboteur.js';

export const reservingSaboteurs: readonly Saboteur[] = [
  saboteur(
    'lost-wake-up',
    'a waiting reserve looks again only when its wait is over',
    [
      'WAIT/a-put-wakes-a-waiting-reserve',
      'WAIT/an-unhold-wakes-a-waiting-reserve',
      'WAIT/a-delay-that-ends-wakes-a-waiting-reserve',
    ],
    (adapter) => ({
      reserve: async (queues, options) => {
        const got = await adapter.reserve(queues, { ...options, waitMs: 0 });
        if (got.length > 0 || options.waitMs === 0) return got;
        await adapter.reserve(['nobody-puts-here'], options);
        return adapter.reserve(queues, { ...options, waitMs: 0 });
      },
    }),
  ),
  saboteur(
    'wait-for-full-batch',
    'reserve waits until it has as many tasks as asked for',
    ['WAIT/reserve-returns-what-it-has-without-waiting-for-more'],
    (adapter) => ({
      reserve: async (queues, options) => {
        const got = [...(await adapter.reserve(queues, options))];
        while (got.length < options.max && options.waitMs > 0) {
          const more = await adapter.reserve(queues, { ...options, max: options.max - got.length });
          if (more.length === 0) break;
          got.push(...more);
        }
        return got;
      },
    }),
  ),
  saboteur(
    'abort-that-strands',
    'an aborted reserve goes on unseen and takes a task with it',
    ['ABORT/a-task-put-around-an-abort-is-not-stranded'],
    (adapter) => ({
      reserve: async (queues, { signal, ...options }) => {
        const taking = adapter.reserve(queues, options);
        taking.catch(() => undefined);
        if (signal === undefined) return taking;
        const aborted = new Promise<never>((_resolve, reject) => {
          const refuse = (): void => reject(new JobQueueError('aborted', 'aborted'));
          if (signal.aborted) refuse();
          signal.addEventListener('abort', refuse, { once: true });
        });
        return Promise.race([taking, aborted]);
      },
    }),
  ),
  saboteur(
    'abort-without-cause',
    'an aborted call does not say why',
    ['ABORT/an-abort-refuses-with-the-reason-of-its-signal-as-cause-of-the-error'],
    (adapter) => ({
      put: (queue, tasks, options) =>
        adapter.put(queue, tasks, options).catch((error: unknown) => {
          if (!JobQueueError.is(error, 'aborted')) throw error;
          throw new JobQueueError('aborted', error.message);
        }),
    }),
  ),
  {
    name: 'double-delivery',
    does: 'a worker that finds nothing is given what another one has',
    caughtBy: [
      'EXCLUSIVE/a-leased-task-is-given-to-nobody-else',
      'RANDOM/random-calls-are-answered-as-the-model-answers-them',
      'RANDOM/workers-at-random-all-at-once-leave-a-history-without-fault',
    ],
    arm: () => {
      const given = new Map<string, Reservation>();
      return (adapter) =>
        decorated(adapter, {
          reserve: async (queues, options) => {
            const got = await adapter.reserve(queues, options);
            for (const each of got) given.set(each.lease.queue, each);
            if (got.length > 0) return got;
            return queues.flatMap((queue) => given.get(queue) ?? []).slice(0, options.max);
          },
        });
    },
  },
  saboteur(
    'reversed-queues',
    'the queue named last is emptied first',
    [
      'QUEUES/the-queue-named-first-is-emptied-first',
      'RANDOM/random-calls-are-answered-as-the-model-answers-them',
    ],
    (adapter) => ({
      reserve: (queues, options) => adapter.reserve(queues.toReversed(), options),
    }),
  ),
  saboteur(
    'attempts-from-zero',
    'the first delivery is called attempt 0',
    [
      'ATTEMPTS/the-first-delivery-is-attempt-1',
      'RANDOM/random-calls-are-answered-as-the-model-answers-them',
    ],
    (adapter) => ({
      reserve: async (queues, options) =>
        (await adapter.reserve(queues, options)).map((each) => ({
          ...each,
          attempts: (each.attempts ?? 1) - 1,
        })),
    }),
  ),
];
