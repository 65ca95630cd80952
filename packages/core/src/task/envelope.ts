import { isUtf8 } from 'node:buffer';

import { shown } from '../adapter/checks.js';
import type { Codec, Decoded, Message, Undecodable } from './codec.js';

/** The version this package writes, and the highest it reads; docs/wire-format.md. */
export const ENVELOPE_VERSION = 1;

/** The default codec: `{"jq":1,"task":…,"data":…,"context":…}` as UTF-8 JSON. */
export const jsonCodec: Codec = {
  encode(message) {
    const envelope: Envelope = {
      jq: ENVELOPE_VERSION,
      task: message.task,
      data: message.data,
      context: message.context,
    };
    const text = JSON.stringify(envelope);
    // After stringify, which refuses cycles: the search below would not end on one.
    const problem =
      unserialisable(message.data, 'data') ?? unserialisable(message.context, 'context');
    if (problem !== undefined) throw new TypeError(problem);
    return Buffer.from(text);
  },

  decode(body) {
    const bytes = Buffer.isBuffer(body)
      ? body
      : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const text = bytes.toString();
    // Decoding replaces invalid bytes; only then is the slower check needed.
    if (text.includes('\uFFFD') && !isUtf8(bytes)) return not('the body is not valid UTF-8');
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return not('the body is not JSON');
    }
    return decodedOf(value);
  },
};

interface Envelope extends Message {
  readonly jq: number;
}

function decodedOf(value: unknown): Decoded {
  if (typeof value !== 'object' || value === null) return not('the body is not a jq envelope');
  const { jq, task, context } = value as Partial<Record<keyof Envelope, unknown>>;
  if (typeof jq !== 'number' || !Number.isInteger(jq) || jq < 1)
    return not('the body is not a jq envelope: it has no "jq" version');
  if (jq > ENVELOPE_VERSION)
    return not(
      `the envelope has version ${jq}, this worker reads up to ${ENVELOPE_VERSION}: update the worker`,
    );
  if (typeof task !== 'string') return not(`the envelope's "task" is ${shown(task)}, not a name`);
  if (
    context !== undefined &&
    (typeof context !== 'object' || context === null || Array.isArray(context))
  )
    return not(`the envelope's "context" is ${shown(context)}, not an object`);
  return value as Envelope;
}

const not = (undecodable: string): Undecodable => ({ undecodable });

/**
 * What JSON would drop or change without a word: functions, symbols, NaN, maps, sets and binary
 * data. Absent properties (`undefined`) are left out as usual. The value must have no cycles.
 * @returns what is wrong, or undefined
 */
function unserialisable(value: unknown, name: string): string | undefined {
  const atTop = problemOf(value, name);
  if (atTop !== undefined || typeof value !== 'object' || value === null) return atTop;
  const open: object[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof (next as { toJSON?: unknown }).toJSON === 'function') continue;
    const inArray = Array.isArray(next);
    for (const key in next) {
      const inner = (next as Record<string, unknown>)[key];
      if (typeof inner === 'object' && inner !== null) open.push(inner);
      if (typeof inner === 'string') continue;
      const problem = problemOf(inner, key);
      if (problem !== undefined) return problem;
      if (inner === undefined && inArray) return `undefined at index ${key} would become null`;
    }
  }
  return undefined;
}

function problemOf(value: unknown, name: string): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol')
    return `${name} is a ${typeof value}`;
  if (typeof value === 'number' && !Number.isFinite(value))
    return `${name} is ${value}, JSON has no such number`;
  return typeof value === 'object' ? objectProblem(value, name) : undefined;
}

function objectProblem(value: object | null, name: string): string | undefined {
  if (value === null || Array.isArray(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return undefined;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    return `${name} is binary: pass a reference to it, or text such as base64`;
  if (value instanceof Map || value instanceof Set)
    return `${name} is a ${value.constructor.name}: pass an array or a plain object`;
  return undefined;
}
