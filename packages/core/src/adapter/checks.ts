import { JobQueueError } from '../errors.js';
import type { NewTask, ReserveOptions, Retry, UnholdSelection } from './adapter.js';
import type { Capabilities, TaskState } from './capabilities.js';

/** beanstalkd's range: unsigned 32-bit, 0 first. */
export const MAX_PRIORITY = 0xff_ff_ff_ff;

/** What a task has that asks for no other; the only one where ORDER is unsupported. */
export const DEFAULT_PRIORITY = 512;

// The letters that every supported broker takes in a name; 75 leaves SQS room for `-held`.
const QUEUE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,74}$/;
const TASK_NAME = /^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,199}$/;
// Gearman cuts unique ids at 63 bytes.
const TASK_ID = /^[!-~]{1,63}$/;

const invalid = (message: string): JobQueueError => new JobQueueError('invalid', message);

/**
 * Cuts a value for an error message. Of functions and instances of classes only the kind is shown:
 * a client that was passed by mistake may hold a password.
 */
export function shown(value: unknown): string {
  if (typeof value === 'function') return '(a function)';
  const kind = typeof value === 'object' && value !== null ? classOf(value) : undefined;
  if (kind !== undefined) return `(a ${kind})`;
  let text: string | undefined;
  try {
    text = typeof value === 'bigint' ? `${value}n` : JSON.stringify(value);
  } catch {
    text = '(an object)';
  }
  text ??= String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The class of an instance; undefined of plain objects and arrays. */
function classOf(value: object): string | undefined {
  if (isPlain(value) || Array.isArray(value)) return undefined;
  const { constructor } = value as { constructor?: unknown };
  return typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'object';
}

/** Neither an array nor an instance of a class; also that of another realm, as in test runners. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null;
}

export function isQueueName(name: unknown): name is string {
  return typeof name === 'string' && QUEUE_NAME.test(name);
}

/** @throws JobQueueError `invalid` */
export function checkQueueName(name: unknown): asserts name is string {
  if (isQueueName(name)) return;
  throw invalid(
    `queue name ${shown(name)}: use 1–75 letters, digits, "_" or "-", starting with a letter or digit`,
  );
}

/** @throws JobQueueError `invalid` */
export function checkTaskName(name: unknown): asserts name is string {
  if (typeof name === 'string' && TASK_NAME.test(name)) return;
  throw invalid(
    `task name ${shown(name)}: use 1–200 letters, digits or "_.:/-", starting with a letter or digit`,
  );
}

export function isTaskId(id: unknown): id is string {
  return typeof id === 'string' && TASK_ID.test(id);
}

/** A whole number in [min, max]. @throws JobQueueError `invalid` */
export function checkWhole(what: string, value: unknown, min: number, max: number): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return;
  const given = typeof value === 'number' ? String(value) : shown(value);
  throw invalid(`${what} ${given}: use a whole number from ${min} to ${max}`);
}

/** @throws JobQueueError `invalid` */
export function checkFlag(what: string, value: unknown): void {
  if (typeof value === 'boolean') return;
  throw invalid(`${what} ${shown(value)}: use true or false`);
}

/**
 * Why a task can't be put on a broker with these limits, or undefined. Adapters ask before sending.
 */
export function checkNewTask(task: NewTask, limits: Capabilities): JobQueueError | undefined {
  try {
    if (!isTaskId(task.id))
      return invalid(`task id ${shown(task.id)}: use 1–63 printable ASCII characters, no spaces`);
    if (!(task.body instanceof Uint8Array))
      return invalid(`body of task ${task.id}: expected a Uint8Array, got ${typeof task.body}`);
    checkWhole('priority', task.priority, 0, MAX_PRIORITY);
    checkDelay(task.delayMs, limits);
    checkWhole('ttrMs', task.ttrMs, limits.minTtrMs, limits.maxTtrMs);
  } catch (error) {
    return JobQueueError.from(error, 'checking a task');
  }
  const gap = unsupportedDelay(task.delayMs, limits) ?? unsupportedOrder(task.priority, limits);
  if (gap !== undefined) return gap;
  if (task.body.byteLength <= limits.maxBodyBytes) return undefined;
  return new JobQueueError(
    'too-large',
    `body of task ${task.id} has ${task.body.byteLength} bytes, the limit is ${limits.maxBodyBytes}: ` +
      'store the data elsewhere and put a reference to it',
  );
}

/** Why a retry can't be sent to a broker with these limits, or undefined; its lease stays open. */
export function checkRetry(retry: Retry, limits: Capabilities): JobQueueError | undefined {
  const { delayMs, priority = DEFAULT_PRIORITY } = retry;
  try {
    checkDelay(delayMs, limits);
    checkWhole('priority', priority, 0, MAX_PRIORITY);
  } catch (error) {
    return JobQueueError.from(error, 'checking a retry');
  }
  return unsupportedDelay(delayMs, limits) ?? unsupportedOrder(priority, limits);
}

/** @throws JobQueueError `invalid`, `unsupported` */
export function checkReserve(
  queues: readonly string[],
  { max, waitMs }: ReserveOptions,
  limits: Capabilities,
): void {
  checkWhole('number of queues', queues.length, 1, Number.MAX_SAFE_INTEGER);
  for (const queue of queues) checkQueueName(queue);
  checkWhole('max', max, 1, Number.MAX_SAFE_INTEGER);
  checkWhole('waitMs', waitMs, 0, limits.maxWaitMs);
  if (queues.length > 1 && limits.rules.QUEUES === 'unsupported')
    throw unsupported(`reserve on ${queues.length} queues: this adapter takes one at a time`);
}

// Where no delay is supported, each gets the same answer, whatever its length.
function checkDelay(delayMs: unknown, limits: Capabilities): void {
  const longest =
    limits.rules.DELAY === 'unsupported' ? Number.MAX_SAFE_INTEGER : limits.maxDelayMs;
  checkWhole('delayMs', delayMs, 0, longest);
}

function unsupportedDelay(delayMs: number, limits: Capabilities): JobQueueError | undefined {
  if (delayMs === 0 || limits.rules.DELAY !== 'unsupported') return undefined;
  return unsupported(`delayMs ${delayMs}: this adapter can't delay tasks`);
}

function unsupportedOrder(priority: number, limits: Capabilities): JobQueueError | undefined {
  if (priority === DEFAULT_PRIORITY || limits.rules.ORDER !== 'unsupported') return undefined;
  return unsupported(
    `priority ${priority}: this adapter keeps no order; leave it at ${DEFAULT_PRIORITY}`,
  );
}

function unsupported(message: string): JobQueueError {
  return new JobQueueError('unsupported', message);
}

const STATES: readonly TaskState[] = ['ready', 'delayed', 'reserved', 'held'];

/** @throws JobQueueError `invalid` */
export function checkState(state: unknown): asserts state is TaskState {
  if ((STATES as readonly unknown[]).includes(state)) return;
  throw invalid(`state ${shown(state)}: use one of ${STATES.join(', ')}`);
}

/** @throws JobQueueError `invalid` */
export function checkArray(what: string, value: unknown): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(`${what} ${shown(value)}: use an array`);
}

/**
 * Names of tasks that are looked for: any text may be asked about. @throws JobQueueError `invalid`
 */
export function checkTaskIds(ids: unknown): asserts ids is readonly string[] {
  checkArray('ids', ids);
  for (const id of ids)
    if (typeof id !== 'string') throw invalid(`task id ${shown(id)}: use a text`);
}

/** @throws JobQueueError `invalid` */
export function checkUnhold(which: unknown): asserts which is UnholdSelection {
  const has = (name: string): boolean => Object.hasOwn(which as object, name);
  if (typeof which !== 'object' || which === null || has('max') === has('ids'))
    throw invalid(`unhold ${shown(which)}: use { max: 10 } or { ids: ['…'] }`);
  if ('max' in which && has('max')) checkWhole('max', which.max, 0, Number.MAX_SAFE_INTEGER);
  else checkTaskIds((which as { ids: unknown }).ids);
}
