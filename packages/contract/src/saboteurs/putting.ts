import { setImmediate as turn } from 'node:timers/promises';

import { JobQueueError, type NewTask } from '@jq/core/adapter';

import type { Connection } from '../space.js';
import { type Saboteur, saboteur } from './saboteur.js';

export const puttingSaboteurs: readonly Saboteur[] = [
  saboteur(
    'put-before-storing',
    'put resolves before the broker has the task',
    ['DURABLE-PUT/a-producer-that-closes-at-once-loses-nothing'],
    (adapter) => ({
      put: async (queue, tasks) => {
        void turn()
          .then(() => adapter.put(queue, tasks))
          .catch(() => undefined);
        return tasks.map((task) => task.id);
      },
    }),
  ),
  saboteur(
    'early-delay',
    'delays are halved',
    [
      'DELAY/a-delayed-task-is-never-early-and-comes-by-itself',
      'RANDOM/random-calls-are-answered-as-the-model-answers-them-while-time-passes',
      'RANDOM/workers-at-random-all-at-once-leave-a-history-without-fault',
    ],
    putAltered((task) => ({ ...task, delayMs: Math.floor(task.delayMs / 2) })),
  ),
  saboteur(
    'lifo-ties',
    'tasks of one batch with equal priority come last in, first out',
    [
      'ORDER/equal-priorities-come-first-in-first-out-over-batches-and-connections',
      'RANDOM/random-calls-are-answered-as-the-model-answers-them',
      'RANDOM/workers-at-random-all-at-once-leave-a-history-without-fault',
    ],
    (adapter) => ({
      put: async (queue, tasks) => [...(await adapter.put(queue, tasks.toReversed()))].toReversed(),
    }),
  ),
  saboteur(
    'bands-with-an-end',
    'a priority over 1024 is in no band: its task is accepted and dropped',
    ['ORDER/every-priority-has-its-place-none-is-refused-or-lost'],
    (adapter) => ({
      put: async (queue, tasks) => {
        const results = await adapter.put(
          queue,
          tasks.filter(({ priority }) => priority <= 1024),
        );
        const left = [...results];
        return tasks.map(({ id, priority }) => (priority <= 1024 ? (left.shift() ?? id) : id));
      },
    }),
  ),
  saboteur(
    'default-is-urgent',
    'tasks of the default priority are as urgent as can be',
    [
      'ORDER/the-first-the-default-and-the-last-priority-are-told-apart',
      'RANDOM/random-calls-are-answered-as-the-model-answers-them',
    ],
    putAltered((task) => (task.priority === 512 ? { ...task, priority: 0 } : task)),
  ),
  saboteur(
    'text-bodies',
    'bodies pass through a string and lose what is not UTF-8',
    ['BYTES/invalid-utf-8-survives', 'BYTES/every-byte-value-survives'],
    putAltered((task) => ({ ...task, body: Buffer.from(Buffer.from(task.body).toString()) })),
  ),
  saboteur(
    'batch-that-fails-whole',
    'one bad task of a batch makes the whole put fail',
    [
      'BATCH/one-bad-task-fails-alone-at-its-index',
      'TOO-LARGE/a-body-over-the-limit-is-refused-the-rest-of-the-batch-is-unharmed',
      'ARGUMENTS/a-task-with-a-bad-priority-is-refused-alone',
    ],
    (adapter) => ({
      put: async (queue, tasks) => {
        const results = await adapter.put(queue, tasks);
        const failed = results.find((each) => JobQueueError.is(each));
        if (failed === undefined) return results;
        await adapter.remove(
          queue,
          results.filter((each) => typeof each === 'string'),
        );
        throw failed;
      },
    }),
  ),
  saboteur(
    'silent-cut',
    'bodies over the limit are cut instead of refused',
    ['TOO-LARGE/a-body-over-the-limit-is-refused-the-rest-of-the-batch-is-unharmed'],
    putAltered((task, adapter) => ({
      ...task,
      body: task.body?.subarray?.(0, adapter.supports.maxBodyBytes) ?? task.body,
    })),
  ),
  saboteur(
    'silent-clamp',
    'a delay over the limit is shortened instead of refused',
    ['ARGUMENTS/a-task-with-a-bad-delay-is-refused-alone'],
    putAltered((task, adapter) => ({
      ...task,
      delayMs: Math.min(task.delayMs, adapter.supports.maxDelayMs),
    })),
  ),
  saboteur(
    'short-leases',
    'leases end after half their ttr',
    ['LAPSE/a-lease-that-nobody-settles-ends-not-before-its-ttr'],
    putAltered((task) => ({ ...task, ttrMs: Math.ceil(task.ttrMs / 2) })),
  ),
  saboteur(
    'endless-leases',
    'a lease that nobody settles never ends',
    [
      'LAPSE/a-lease-that-nobody-settles-ends-not-before-its-ttr',
      'WAIT/a-lease-that-lapses-wakes-a-waiting-reserve',
    ],
    putAltered((task, adapter) => ({
      ...task,
      ttrMs: task.ttrMs > 0 ? adapter.supports.maxTtrMs : task.ttrMs,
    })),
  ),
];

/** What puts other tasks than it is given. */
function putAltered(
  change: (task: NewTask, adapter: Connection) => NewTask,
): (adapter: Connection) => Partial<Connection> {
  return (adapter) => ({
    put: (queue, tasks) =>
      adapter.put(
        queue,
        tasks.map((task) => change(task, adapter)),
      ),
  });
}
