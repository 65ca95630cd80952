import type { NewTask } from './adapter.js';
import type { Capabilities } from './capabilities.js';
import { JobQueueError } from './errors.js';

/** beanstalkd's range: unsigned 32-bit, 0 first. */
export const MAX_PRIORITY = 0xff_ff_ff_ff;

// The letters that every supported broker takes in a name; 75 leaves SQS room for `-held`.
const QUEUE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,74}$/;
const TASK_NAME = /^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,199}$/;
// Gearman cuts unique ids at 63 bytes.
const TASK_ID = /^[!-~]{1,63}$/;

const invalid = (message: string): JobQueueError => new JobQueueError('invalid', message);

/** Cuts a value for an error message. */
export function shown(value: unknown): string {
  let text: string | undefined;
  try {
    text = typeof value === 'bigint' ? `${value}n` : JSON.stringify(value);
  } catch {
    text = undefined;
  }
  text ??= String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** @throws JobQueueError `invalid` */
export function checkQueueName(name: unknown): asserts name is string {
  if (typeof name === 'string' && QUEUE_NAME.test(name)) return;
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

/** A whole number in [min, max]. @throws JobQueueError `invalid` */
export function checkWhole(what: string, value: unknown, min: number, max: number): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return;
  const given = typeof value === 'number' ? String(value) : shown(value);
  throw invalid(`${what} ${given}: use a whole number from ${min} to ${max}`);
}

/** Why a task can't be put on a broker with these limits, or undefined. Adapters ask before sending. */
export function checkNewTask(task: NewTask, limits: Capabilities): JobQueueError | undefined {
  try {
    if (typeof task.id !== 'string' || !TASK_ID.test(task.id))
      return invalid(`task id ${shown(task.id)}: use 1–63 printable ASCII characters, no spaces`);
    if (!(task.body instanceof Uint8Array))
      return invalid(`body of task ${task.id}: expected a Uint8Array, got ${typeof task.body}`);
    checkWhole('priority', task.priority, 0, MAX_PRIORITY);
    checkWhole('delayMs', task.delayMs, 0, limits.maxDelayMs);
    checkWhole('ttrMs', task.ttrMs, limits.minTtrMs, limits.maxTtrMs);
  } catch (error) {
    return JobQueueError.from(error, 'checking a task');
  }
  if (task.body.byteLength <= limits.maxBodyBytes) return undefined;
  return new JobQueueError(
    'too-large',
    `body of task ${task.id} has ${task.body.byteLength} bytes, the limit is ${limits.maxBodyBytes}: ` +
      'store the data elsewhere and put a reference to it',
  );
}
