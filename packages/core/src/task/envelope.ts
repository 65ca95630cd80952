import { isUtf8 } from 'node:buffer';

import type { Codec, Decoded, Message, Undecodable } from './codec.js';
import { shown } from '../adapter/checks.js';
import { unserialisable } from './unserialisable.js';

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
    return messageOf(value);
  },
};

interface Envelope extends Message {
  readonly jq: number;
}

function messageOf(value: unknown): Decoded {
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
