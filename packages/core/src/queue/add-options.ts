import type { CallOptions } from '../adapter/adapter.js';
import type { Capabilities } from '../adapter/capabilities.js';
import { checkOptions, checkSignal } from '../adapter/check-options.js';
import type { Rule } from '../adapter/rules.js';
import type { Context } from '../task/task.js';

/** `Value` where the adapter keeps the rule, else nothing at all fits. */
type Where<C extends Capabilities, R extends Rule, Value> = [C['rules'][R]] extends ['unsupported']
  ? never
  : Value;

/** Unset fields come from the task's definition. Times in milliseconds. */
export interface AddAllOptions<C extends Capabilities = Capabilities> extends CallOptions {
  readonly priority?: Where<C, 'ORDER', number>;
  readonly delayMs?: Where<C, 'DELAY', number>;
  readonly ttrMs?: number;
  /** Goes over the context that the queue captures. */
  readonly context?: Context;
}

export interface AddOptions<C extends Capabilities = Capabilities> extends AddAllOptions<C> {
  /**
   * 1–63 printable ASCII characters. Where the adapter declares `idempotentPut`, adding an id that
   * is still there changes nothing. Default: a new id that sorts by time.
   */
  readonly id?: string;
}

/** What follows the task in `add`: the data may be left out where `undefined` is allowed. */
export type AddArguments<Input, C extends Capabilities> = undefined extends Input
  ? [data?: Input, options?: AddOptions<C>]
  : [data: Input, options?: AddOptions<C>];

const KNOWN = ['priority', 'delayMs', 'ttrMs', 'context', 'id', 'signal'] as const;

/**
 * @returns the options to read
 * @throws JobQueueError `invalid` for a name that is no option, and a signal that is none
 */
export function checkAddOptions(task: string, options: AddOptions): AddOptions {
  const own = checkOptions(`task ${task}`, options, KNOWN);
  if (own.signal !== undefined) checkSignal(`task ${task}`, own.signal);
  return own;
}
