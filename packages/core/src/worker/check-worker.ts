import { checkAdapter } from '../adapter/adapter-check.js';
import { checkOptions } from '../adapter/check-options.js';
import { checkWhole, shown } from '../adapter/checks.js';
import { JobQueueError } from '../errors.js';
import type { Codec } from '../task/codec.js';
import type { Handler } from '../task/task-definition.js';
import type { QueueSource, WorkerOptions } from './worker-options.js';

const MOST_CONCURRENCY = 100_000;
const LONGEST_MS = Number.MAX_SAFE_INTEGER;

const invalid = (message: string): JobQueueError =>
  new JobQueueError('invalid', `worker: ${message}`);

/** @throws JobQueueError `invalid` */
export function checkQueues(
  queues: readonly QueueSource[],
): asserts queues is readonly [QueueSource] {
  const [first] = queues;
  if (first === undefined) throw invalid('give it at least one queue');
  for (const { name, adapter } of queues)
    if (adapter !== first.adapter)
      throw invalid(
        `queues ${first.name} and ${name} have different adapters; start one worker per adapter`,
      );
  checkAdapter(first.adapter, [], 'worker');
}

/** The one codec of the queues. @throws JobQueueError `invalid` */
export function codecOf(queues: readonly [QueueSource], given: Codec | undefined): Codec {
  const [first] = queues;
  if (given !== undefined) return given;
  if (queues.every((queue) => queue.codec === first.codec)) return first.codec;
  throw invalid(
    'its queues have different codecs; pass the option codec, or start one worker each',
  );
}

/** By task name. @throws JobQueueError `invalid` */
export function handlersByName(handlers: readonly Handler[]): ReadonlyMap<string, Handler> {
  const byName = new Map<string, Handler>();
  for (const handler of handlers) {
    const name = handler?.definition?.name;
    if (typeof name !== 'string' || typeof handler.perform !== 'function')
      throw invalid(`${shown(handler)} is not a handler; make one with task.handle(…)`);
    if (byName.has(name)) throw invalid(`two handlers for task ${name}; keep one`);
    byName.set(name, handler);
  }
  if (byName.size === 0) throw invalid('give it at least one handler');
  return byName;
}

const KNOWN = [
  'concurrency',
  'name',
  'graceMs',
  'abortMs',
  'signals',
  'limits',
  'setUp',
  'tearDown',
  'codec',
  'clock',
  'random',
] as const satisfies readonly (keyof WorkerOptions)[];

/** @throws JobQueueError `invalid`, naming the option */
export function checkWorkerOptions(options: WorkerOptions): void {
  checkOptions('worker', options, KNOWN);
  const check = (name: string, value: unknown, min: number, max: number): void => {
    if (value !== undefined) checkWhole(`worker: ${name}`, value, min, max);
  };
  check('concurrency', options.concurrency, 1, MOST_CONCURRENCY);
  check('graceMs', options.graceMs, 0, LONGEST_MS);
  check('abortMs', options.abortMs, 0, LONGEST_MS);
  check('limits.tasks', options.limits?.tasks, 1, LONGEST_MS);
  check('limits.timeMs', options.limits?.timeMs, 0, LONGEST_MS);
}
