import { types } from 'node:util';

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

/** One value on the way through the data, or the end of an object that has been seen to. */
interface Step {
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
  readonly ends?: object;
}

/** What JSON can't write as it is, with its path: `data.a[1].b is a function`; or undefined. */
export function problemIn(value: unknown, name: string): string | undefined {
  const ancestors = new Set<object>();
  const open: Step[] = [{ value, path: name, depth: 0 }];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (step.ends !== undefined) {
      ancestors.delete(step.ends);
      continue;
    }
    const problem = problemOf(step.value);
    if (problem !== undefined) return `${short(step.path)} ${problem}`;
    const { value: next } = step;
    if (typeof next !== 'object' || next === null || hasToJson(next)) continue;
    if (ancestors.has(next)) return `${short(step.path)} is circular: it is one of its own parents`;
    ancestors.add(next);
    open.push({ ...step, ends: next });
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
  const open: Step[] = [{ value, path: '', depth: 0 }];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const { value: next, depth } = step;
    deepest = Math.max(deepest, depth);
    if (typeof next !== 'object' || next === null || hasToJson(next)) continue;
    for (const inner of Object.values(next))
      open.push({ value: inner, path: '', depth: depth + 1 });
  }
  return deepest;
}

function childrenOf(value: object, { path, depth }: Step): Step[] {
  const inside = depth + 1;
  if (Array.isArray(value))
    // With its holes, of which `Object.keys` says nothing.
    return Array.from(value, (inner: unknown, index) => ({
      // JSON leaves out absent properties, but not absent items.
      value: inner === undefined ? ABSENT : inner,
      path: `${path}[${index}]`,
      depth: inside,
    }));
  return Object.entries(value).map(([key, inner]) => ({
    value: inner as unknown,
    path: /^[\w$]+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`,
    depth: inside,
  }));
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

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  // The Object.prototype of another realm, such as that of a test runner.
  return Object.getPrototypeOf(prototype) === null;
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

/** The beginning and the end of a path, which may be as long as the data is deep. */
function short(path: string): string {
  return path.length > 120 ? `${path.slice(0, 57)}…${path.slice(-57)}` : path;
}
