import { isUtf8 } from 'node:buffer';

import { type Frame, frameHeader, readFrame } from '@jq/core/emulations';

// SQS refuses these. In well-formed text no surrogate stands alone.
// oxlint-disable-next-line no-control-regex
const ILLEGAL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;
const ENCODED = ' base64';

/**
 * The stored message: the frame's header, a line feed, and the body, as it is where SQS takes it,
 * else in base64.
 */
export function textOf(frame: Frame): string {
  const body = Buffer.from(frame.body.buffer, frame.body.byteOffset, frame.body.byteLength);
  const header = frameHeader(frame);
  if (isUtf8(body)) {
    const text = body.toString();
    if (!ILLEGAL.test(text)) return `${header}\n${text}`;
  }
  return `${header}${ENCODED}\n${body.toString('base64')}`;
}

/** Undefined for a message of another producer. */
export function frameOf(text: string): Frame | undefined {
  const end = text.indexOf('\n');
  if (end < 0) return undefined;
  const line = text.slice(0, end);
  const rest = text.slice(end + 1);
  return line.endsWith(ENCODED)
    ? readFrame(line.slice(0, -ENCODED.length), Buffer.from(rest, 'base64'))
    : readFrame(line, Buffer.from(rest));
}
