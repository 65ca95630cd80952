import { shown } from '../adapter/checks.js';
import { JobQueueError, messageOf } from '../errors.js';
import type { Task } from './task.js';

/** Runs one task. What it returns is ignored; a promise is awaited. */
export type Perform<Data> = (task: Task<Data>) => unknown;

/**
 * A handler in three steps, for resources that belong to one run. `tearDown` runs after every
 * `setUp`, also when `setUp` or `perform` threw; the first error is the task's failure.
 */
export interface HandlerObject<Data> {
  setUp?(task: Task<Data>): unknown;
  perform(task: Task<Data>): unknown;
  tearDown?(task: Task<Data>): unknown;
}

/** One function out of either form. @throws JobQueueError `invalid` */
export function performOf<Data>(
  name: string,
  handler: Perform<Data> | HandlerObject<Data>,
): Perform<Data> {
  if (typeof handler === 'function') return handler;
  if (typeof handler?.perform !== 'function')
    throw new JobQueueError(
      'invalid',
      `handler of task ${name}: use a function, or an object with a perform method`,
    );
  for (const step of ['setUp', 'tearDown'] as const)
    if (handler[step] !== undefined && typeof handler[step] !== 'function')
      throw new JobQueueError(
        'invalid',
        `handler of task ${name}: ${step} ${shown(handler[step])}: use a method, or leave it out`,
      );
  if (handler.setUp === undefined && handler.tearDown === undefined)
    return (task) => handler.perform(task);
  return (task) => performInSteps(handler, task);
}

async function performInSteps<Data>(handler: HandlerObject<Data>, task: Task<Data>): Promise<void> {
  const errors: unknown[] = [];
  try {
    await handler.setUp?.(task);
    await handler.perform(task);
  } catch (error) {
    errors.push(error);
  }
  try {
    await handler.tearDown?.(task);
  } catch (error) {
    errors.push(error);
  }
  if (errors.length === 1) throw errors[0];
  if (errors.length === 2) {
    throw new AggregateError(errors, messageOf(errors[0]));
  }
}
