import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';

import { shown } from '../adapter/checks.js';
import { JobQueueError } from '../errors.js';
import type { Codec, Decoded, Message, Undecodable } from './codec.js';
import { mayChange, problemIn, sizeProblem } from './json-data.js';

/** The version this package writes, and the highest it reads; docs/wire-format.md. */
export const ENVELOPE_VERSION = 1;

/** The default codec: `{"jq":1,"task":…,"data":…,"context":…}` as UTF-8 JSON. */
export const jsonCodec: Codec = {
  encode(message) {
    if (typeof message?.task !== 'string')
      throw new JobQueueError('invalid', 'message without a task name: use { task, data }');
    const { task, data, context } = message;
    const envelope: Envelope = { jq: ENVELOPE_VERSION, task, data, context };
    let text: string;
    try {
      text = JSON.stringify(envelope);
    } catch (error) {
      throw unwritable(message, error);
    }
    // After stringify, which refuses cycles: the search would not end on one.
    return Buffer.from(mayChange(data) || mayChange(context) ? exactText(envelope) : text);
  },

  decode(body) {
    const text = textOf(body);
    // Decoding replaces invalid bytes; only then is the slower check needed.
    if (text.includes('\uFFFD') && !isUtf8(body)) return not('the body is not valid UTF-8');
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return not('the body is not JSON');
    }
    return decodedOf(value);
  },
};

/**
 * As `jsonCodec`, for numbers of other producers that JavaScript would round: a body with an
 * integer beyond ±2^53 that is not kept exactly, or a number too large to be finite, is
 * undecodable, so that its task is held.
 */
export const strictJsonCodec: Codec = {
  encode: (message) => jsonCodec.encode(message),
  decode(body) {
    const at = roundedAt(textOf(body));
    if (at === undefined) return jsonCodec.decode(body);
    return not(
      `the body has a number, at character ${at + 1}, that JavaScript can't keep exactly: send it as text`,
    );
  },
};

interface Envelope extends Message {
  readonly jq: number;
}

/** Why `JSON.stringify` threw, with the place where that can be found. */
function unwritable({ data, context }: Message, error: unknown): unknown {
  const problem = problemIn(data, 'data') ?? problemIn(context, 'context');
  if (problem !== undefined) return new TypeError(problem, { cause: error });
  return sizeProblem(error, data, context) ?? error;
}

/** With each -0, which `JSON.stringify` writes as 0. @throws TypeError for what JSON can't keep */
function exactText(envelope: Envelope): string {
  const problem = problemIn(envelope.data, 'data') ?? problemIn(envelope.context, 'context');
  if (problem !== undefined) throw new TypeError(problem);
  const mark = randomUUID();
  const text = JSON.stringify(envelope, (_, value: unknown) =>
    Object.is(value, -0) ? mark : value,
  );
  return text.replaceAll(`"${mark}"`, '-0');
}

/** A number as JSON writes it; texts are passed over, since digits in them are none. */
const TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Where the first number is that changes when it is read, if any. */
function roundedAt(text: string): number | undefined {
  // Sixteen digits or an exponent: what is shorter is exact.
  if (!/\d{16}|\d[eE]/.test(text)) return undefined;
  for (const { 0: token, index } of text.matchAll(TEXT_OR_NUMBER))
    if (!token.startsWith('"') && isRounded(token)) return index;
  return undefined;
}

function isRounded(number: string): boolean {
  const value = Number(number);
  if (!Number.isFinite(value)) return true;
  return /^-?\d{16,}$/.test(number) && BigInt(number) !== BigInt(value);
}

function textOf(body: Uint8Array): string {
  if (!(body instanceof Uint8Array))
    throw new JobQueueError('invalid', `body ${shown(body)}: use a Uint8Array`);
  const bytes = Buffer.isBuffer(body)
    ? body
    : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return bytes.toString();
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
  if (context === undefined || (typeof context === 'object' && context !== null)) {
    if (!Array.isArray(context)) return value as Envelope;
    // PHP writes an array without keys so, also where it means an object.
    if (context.length === 0) return { ...(value as Envelope), context: {} };
  }
  return not(`the envelope's "context" is ${shown(context)}, not an object`);
}

const not = (undecodable: string): Undecodable => ({ undecodable });
