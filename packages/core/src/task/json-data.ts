import { types } from 'node:util';

import { isPlain } from '../adapter/checks.js';
import { JobQueueError } from '../errors.js';

/** Whether JSON may write this otherwise than it is. Runs at every add; `problemIn` says what. */
export function mayChange(value: unknown): boolean {
  if (typeof value === 'object') return value !== null && objectMayChange(value);
  return primitiveMayChange(value);
}

function objectMayChange(value: object): boolean {
  const open: object[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next) ? arrayMayChange(next, open) : recordMayChange(next, open)) return true;
  }
  return false;
}

function arrayMayChange(array: readonly unknown[], open: object[]): boolean {
  for (const inner of array) {
    if (typeof inner === 'string') continue;
    if (typeof inner === 'object') {
      if (inner !== null) open.push(inner);
    } else if (inner === undefined || primitiveMayChange(inner)) return true;
  }
  return Object.keys(array).length !== array.length;
}

function recordMayChange(record: object, open: object[]): boolean {
  if (!isPlain(record) && hiddenBy(record) !== undefined) return true;
  if (hasToJson(record)) return false;
  // JSON writes own properties only: asked where it matters, since most are.
  for (const key in record) {
    const inner = (record as Record<string, unknown>)[key];
    if (typeof inner === 'string') continue;
    if (typeof inner === 'object') {
      if (inner !== null && Object.hasOwn(record, key)) open.push(inner);
    } else if (primitiveMayChange(inner) && Object.hasOwn(record, key)) return true;
  }
  return false;
}

/** One value on the way through the data; those around it say where it is. */
interface Step {
  readonly value: unknown;
  readonly key: string | number;
  readonly around: Step | undefined;
  readonly depth: number;
}

/** What JSON can't write as it is, with its path: `data.a[1].b is a function`; or undefined. */
export function problemIn(value: unknown, name: string): string | undefined {
  const ancestors = new Set<object>();
  // An object stands for the end of what is inside it.
  const open: (Step | { readonly ends: object })[] = [start(value, name)];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if ('ends' in step) {
      ancestors.delete(step.ends);
      continue;
    }
    const { value: next } = step;
    const problem = problemOf(next);
    if (problem !== undefined) return `${pathTo(step)} ${problem}`;
    if (typeof next !== 'object' || next === null || hasToJson(next)) continue;
    if (ancestors.has(next)) return `${pathTo(step)} is circular: it is one of its own parents`;
    ancestors.add(next);
    open.push({ ends: next });
    for (const inner of childrenOf(next, step).toReversed()) open.push(inner);
  }
  return undefined;
}

/** Why `JSON.stringify` threw although no value is at fault: what it was given is too much. */
export function sizeProblem(
  error: unknown,
  data: unknown,
  context: unknown,
): JobQueueError | undefined {
  if (!(error instanceof RangeError)) return undefined;
  if (error.message.includes('string length'))
    return new JobQueueError(
      'too-large',
      'data is too large for one text of JSON: store it elsewhere and pass a reference to it',
    );
  const depth = Math.max(depthOf(data), depthOf(context));
  return new JobQueueError(
    'invalid',
    `data is nested ${depth} deep and JSON ran out of stack: pass it as a flat list`,
  );
}

function depthOf(value: unknown): number {
  let deepest = 0;
  const open: Step[] = [start(value, '')];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const { value: next, depth } = step;
    deepest = Math.max(deepest, depth);
    if (typeof next === 'object' && next !== null && !hasToJson(next))
      for (const inner of childrenOf(next, step)) open.push(inner);
  }
  return deepest;
}

function start(value: unknown, key: string): Step {
  return { value, key, around: undefined, depth: 0 };
}

function childrenOf(value: object, around: Step): Step[] {
  const depth = around.depth + 1;
  if (!Array.isArray(value))
    return Object.keys(value).map((key) => ({
      value: (value as Record<string, unknown>)[key],
      key,
      around,
      depth,
    }));
  // With its holes. JSON leaves out absent properties, but not absent items.
  return Array.from(value, (inner: unknown, key) => ({
    value: inner === undefined ? ABSENT : inner,
    key,
    around,
    depth,
  }));
}

/** Of a path that is as long as the data is deep, only the two ends. */
function pathTo(step: Step): string {
  const parts: string[] = [];
  let at: Step | undefined = step;
  while (at !== undefined) {
    const { key, around }: Step = at;
    const name = typeof key === 'number' ? `[${key}]` : `[${JSON.stringify(key)}]`;
    parts.push(around === undefined || /^[A-Za-z_$][\w$]*$/.test(String(key)) ? `.${key}` : name);
    at = around;
  }
  const path = parts.toReversed().join('').slice(1);
  return path.length > 120 ? `${path.slice(0, 57)}…${path.slice(-57)}` : path;
}

const ABSENT: unique symbol = Symbol('absent item');

function primitiveMayChange(value: unknown): boolean {
  // Neither NaN nor an infinity has a difference to itself; -0 loses its sign.
  if (typeof value === 'number') return value - value !== 0 || (value === 0 && 1 / value < 0);
  return typeof value === 'function' || typeof value === 'symbol';
}

function problemOf(value: unknown): string | undefined {
  if (value === ABSENT)
    return 'is undefined, which JSON writes as null: pass null, or leave it out';
  if (typeof value === 'object')
    return value === null || isPlain(value) ? undefined : hiddenBy(value);
  if (typeof value === 'function' || typeof value === 'symbol') return `is a ${typeof value}`;
  if (typeof value === 'number' && !Number.isFinite(value))
    return `is ${value}, JSON has no such number`;
  if (typeof value === 'bigint' && !hasToJson(value)) return 'is a BigInt: pass it as text';
  return undefined;
}

/** What JSON can't see of an instance of a class, if anything. */
function hiddenBy(value: object): string | undefined {
  if (types.isArrayBufferView(value) || types.isAnyArrayBuffer(value))
    return 'is binary: pass a reference to it, or text such as base64';
  if (Array.isArray(value)) return extraOf(value);
  if (types.isDate(value) && Number.isNaN(value.getTime())) return 'is an invalid Date';
  if (hasToJson(value)) return undefined;
  const name = nameOf(value);
  if (types.isMap(value) || types.isSet(value))
    return `is a ${name}: pass an array or a plain object`;
  if (types.isNativeError(value) || value instanceof Error)
    return `is ${name === 'Error' ? 'an' : 'a'} ${name}, of which JSON keeps no message: pass what matters of it as text`;
  if (types.isRegExp(value)) return `is a ${name}: pass its source and flags as text`;
  if (types.isPromise(value)) return `is a ${name}: await it first`;
  if (types.isBoxedPrimitive(value)) return `is a boxed ${name}: pass the plain value`;
  if (Object.keys(value).length > 0) return undefined;
  return `is a ${name} without properties of its own, JSON would write {}: pass a plain object`;
}

/** Of an array, which JSON writes without anything beside its items. */
function extraOf(value: readonly unknown[]): string | undefined {
  // Nothing but indexes and holes, mostly; those are looked at one by one.
  const extra = Object.keys(value).find((key) => !/^(0|[1-9]\d*)$/.test(key));
  if (extra === undefined) return undefined;
  return `is an array with the property ${JSON.stringify(extra)}, which JSON leaves out`;
}

function hasToJson(value: object | bigint): boolean {
  return typeof (value as { toJSON?: unknown }).toJSON === 'function';
}

function nameOf(value: object): string {
  const { constructor } = value as { constructor?: unknown };
  return typeof constructor === 'function' && constructor.name !== ''
    ? constructor.name
    : 'class instance';
}
