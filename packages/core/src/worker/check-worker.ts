import { constants } from 'node:os';

import { checkAdapter } from '../adapter/adapter-check.js';
import { checkOptions, unknownOption } from '../adapter/check-options.js';
import { checkArray, checkFlag, checkWhole, shown } from '../adapter/checks.js';
import { JobQueueError } from '../errors.js';
import type { Codec } from '../task/codec.js';
import type { Handler } from '../task/task-definition.js';
import type { QueueSource, StopOptions, WorkerOptions } from './worker-options.js';

const MOST_CONCURRENCY = 100_000;
const LONGEST_MS = Number.MAX_SAFE_INTEGER;

// Nobody can listen to these two.
const SIGNALS = Object.keys(constants.signals).filter(
  (signal) => signal !== 'SIGKILL' && signal !== 'SIGSTOP',
);

const invalid = (message: string): JobQueueError =>
  new JobQueueError('invalid', `worker: ${message}`);

/** The queues as a list, all of one adapter. @throws JobQueueError `invalid` */
export function queueList(
  queues: QueueSource | readonly QueueSource[],
): readonly [QueueSource, ...QueueSource[]] {
  const list: readonly QueueSource[] = Array.isArray(queues) ? queues : [queues];
  if (list.length === 0) throw invalid('give it at least one queue');
  for (const queue of list) checkQueue(queue);
  const [one, ...others] = list as [QueueSource, ...QueueSource[]];
  for (const { name, adapter } of others)
    if (adapter !== one.adapter)
      throw invalid(
        `queues ${one.name} and ${name} have different adapters; start one worker per adapter`,
      );
  return [one, ...others];
}

function checkQueue(queue: unknown): asserts queue is QueueSource {
  const { name, adapter, codec, then } = (queue ?? {}) as Partial<QueueSource & Promise<unknown>>;
  if (typeof then === 'function') throw invalid('a queue is a Promise: await it first');
  if (typeof name !== 'string' || adapter === undefined)
    throw invalid(`${shown(queue)} is no queue: use a Queue, or an array of them`);
  checkAdapter(adapter, [], `worker: queue ${name}`);
  checkCodec(`queue ${name}: codec`, codec);
}

/** The one codec of the queues. @throws JobQueueError `invalid` */
export function codecOf(
  queues: readonly [QueueSource, ...QueueSource[]],
  given: Codec | undefined,
): Codec {
  const [first] = queues;
  if (given !== undefined) return given;
  if (queues.every((queue) => queue.codec === first.codec)) return first.codec;
  throw invalid(
    'its queues have different codecs; pass the option codec, or start one worker each',
  );
}

/** By task name. @throws JobQueueError `invalid` */
export function handlersByName(handlers: readonly Handler[]): ReadonlyMap<string, Handler> {
  if (!Array.isArray(handlers))
    throw invalid(`handlers ${shown(handlers)}: use an array, such as [task.handle(…)]`);
  const byName = new Map<string, Handler>();
  for (const handler of handlers as readonly unknown[]) {
    if (!isHandler(handler))
      throw invalid(`${shown(handler)} is not a handler; make one with task.handle(…)`);
    const { name } = handler.definition;
    if (byName.has(name)) throw invalid(`two handlers for task ${name}; keep one`);
    byName.set(name, handler);
  }
  if (byName.size === 0) throw invalid('give it at least one handler');
  return byName;
}

function isHandler(value: unknown): value is Handler {
  const { definition, perform } = (value ?? {}) as Partial<Handler>;
  return (
    typeof perform === 'function' &&
    typeof definition?.name === 'string' &&
    typeof definition.ttrMs === 'number' &&
    typeof definition.retry === 'object'
  );
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

/** @returns the options to read. @throws JobQueueError `invalid`, naming the option */
export function checkWorkerOptions(options: WorkerOptions): WorkerOptions {
  const own = checkOptions('worker', options, KNOWN);
  const { concurrency, name, signals, limits, codec, clock } = own;
  checkIfGiven('concurrency', concurrency, 1, MOST_CONCURRENCY);
  if (name !== undefined && (typeof name !== 'string' || name === ''))
    throw invalid(`name ${shown(name)}: use a text`);
  checkBounds('worker', own);
  if (signals !== undefined) checkSignals(signals);
  if (limits !== undefined) checkLimits(limits);
  for (const hook of ['setUp', 'tearDown', 'random'] as const)
    if (own[hook] !== undefined && typeof own[hook] !== 'function')
      throw invalid(`${hook} ${shown(own[hook])}: use a function`);
  if (codec !== undefined) checkCodec('codec', codec);
  if (clock !== undefined)
    for (const method of ['now', 'monotonic', 'after'] as const)
      if (typeof clock?.[method] !== 'function')
        throw invalid(`clock ${shown(clock)} has no ${method}: use a Clock, such as a ManualClock`);
  return own;
}

/** @returns the options to read. @throws JobQueueError `invalid` */
export function checkStopOptions(options: StopOptions): StopOptions {
  const own = checkOptions('worker: stop', options, ['graceMs', 'abortMs']);
  checkBounds('worker: stop', own);
  return own;
}

function checkBounds(what: string, { graceMs, abortMs }: StopOptions): void {
  if (graceMs !== undefined) checkWhole(`${what}: graceMs`, graceMs, 0, LONGEST_MS);
  if (abortMs !== undefined) checkWhole(`${what}: abortMs`, abortMs, 0, LONGEST_MS);
}

function checkLimits(limits: NonNullable<WorkerOptions['limits']>): void {
  const own = checkOptions('worker: limits', limits, ['tasks', 'idle', 'timeMs']);
  checkIfGiven('limits.tasks', own.tasks, 1, LONGEST_MS);
  checkIfGiven('limits.timeMs', own.timeMs, 0, LONGEST_MS);
  if (own.idle !== undefined) checkFlag('worker: limits.idle', own.idle);
}

function checkSignals(signals: readonly unknown[]): void {
  checkArray('worker: signals', signals);
  for (const signal of signals)
    if (typeof signal !== 'string')
      throw invalid(`signals: ${shown(signal)}: use names of signals`);
    else if (!SIGNALS.includes(signal))
      throw invalid(`signals: ${unknownOption(signal, SIGNALS, 'signal')}`);
}

function checkCodec(what: string, codec: Codec | undefined): void {
  if (typeof codec?.encode !== 'function' || typeof codec.decode !== 'function')
    throw invalid(`${what} ${shown(codec)}: use an object with encode and decode`);
}

function checkIfGiven(name: string, value: unknown, min: number, max: number): void {
  if (value !== undefined) checkWhole(`worker: ${name}`, value, min, max);
}
