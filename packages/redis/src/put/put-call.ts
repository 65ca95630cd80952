import { isAscii } from 'node:buffer';

import type { NewTask } from '@jq/core/adapter';

import type { Argument } from '../broker/call.js';
import { rowHead } from '../broker/stored-task.js';

/** A script and its arguments. */
export interface PutCall {
  readonly script: 'put' | 'putOne';
  readonly args: Argument[];
}

// Larger ones are read one by one, so that a script never holds many of them.
const LARGE_BYTES = 65_536;

/** @param alone no other put is under way, so the script made for one task may be used */
export function putCall(tasks: readonly NewTask[], alone: boolean): PutCall {
  const [first] = tasks;
  return alone && tasks.length === 1 && first?.delayMs === 0
    ? { script: 'putOne', args: putOneArgs(first) }
    : { script: 'put', args: putArgs(tasks) };
}

function putOneArgs({ id, priority, ttrMs, body }: NewTask): Argument[] {
  const large = body.byteLength > LARGE_BYTES ? '1' : '0';
  return [large, String(priority), rowHead(priority, ttrMs), id, argumentOf(body)];
}

function putArgs(tasks: readonly NewTask[]): Argument[] {
  const args: Argument[] = ['0'];
  for (let from = 0; from < tasks.length;) {
    const group = groupFrom(tasks, from);
    const [first] = group as [NewTask];
    const { priority, delayMs, ttrMs } = first;
    args.push(String(priority), String(delayMs), rowHead(priority, ttrMs));
    for (const number of [...sharedLetters(group), group.length]) args.push(String(number));
    for (const { id, body } of group) {
      if (body.byteLength > LARGE_BYTES) args[0] = '1';
      args.push(id, argumentOf(body));
    }
    from += group.length;
  }
  return args;
}

/** The tasks from there on that have the same numbers. */
function groupFrom(tasks: readonly NewTask[], from: number): readonly NewTask[] {
  const { priority, delayMs, ttrMs } = tasks[from] as NewTask;
  const isOther = (task: NewTask): boolean =>
    task.priority !== priority || task.delayMs !== delayMs || task.ttrMs !== ttrMs;
  let to = from + 1;
  while (to < tasks.length && !isOther(tasks[to] as NewTask)) to++;
  return from === 0 && to === tasks.length ? tasks : tasks.slice(from, to);
}

/** How many letters all ids begin with and end with in common, without overlap. */
function sharedLetters(group: readonly NewTask[]): [beginning: number, ending: number] {
  const [first, ...others] = group.map(({ id }) => id);
  if (first === undefined || others.length === 0) return [0, 0];
  let beginning = first;
  let ending = first;
  let shortest = first.length;
  for (const id of others) {
    while (!id.startsWith(beginning)) beginning = beginning.slice(0, -1);
    while (!id.endsWith(ending)) ending = ending.slice(1);
    shortest = Math.min(shortest, id.length);
  }
  return [beginning.length, Math.min(ending.length, shortest - beginning.length)];
}

/** ioredis writes a request faster if all of it is text. */
function argumentOf(body: Uint8Array): Argument {
  const bytes = Buffer.isBuffer(body)
    ? body
    : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return bytes.length <= LARGE_BYTES && isAscii(bytes) ? bytes.toString('latin1') : bytes;
}
