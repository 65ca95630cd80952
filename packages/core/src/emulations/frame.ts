import { DEFAULT_PRIORITY, isTaskId, MAX_PRIORITY } from '../adapter/checks.js';

/** The version this package writes, and the only one it reads; docs/wire-format.md. */
export const FRAME_VERSION = 1;

/** No header is longer, in bytes; what is left of the broker's limit is `maxBodyBytes`. */
export const LONGEST_FRAME_HEADER = 384;

/**
 * A task as it is stored with a broker that knows nothing of tasks: the body, and what the broker
 * can't keep.
 */
export interface Frame {
  readonly id: string;
  readonly priority: number;
  readonly ttrMs: number;
  /** Deliveries of earlier copies. */
  readonly attempts: number;
  /** How often the task was copied before. */
  readonly moves: number;
  /** Not to be given out before: ms since the epoch, by the broker's wall clock. */
  readonly notBefore?: number;
  /**
   * Held since: ms since the epoch, by the broker's wall clock; its fractions tell holds of one
   * millisecond apart.
   */
  readonly heldAt?: number;
  /** Not ours: the body is the stored message as another producer wrote it. */
  readonly foreign?: true;
  readonly body: Uint8Array;
}

type Fields = Omit<Frame, 'body'>;

const MAGIC = `jqf${FRAME_VERSION} `;
const FIRST_BYTE = MAGIC.charCodeAt(0);
const LF = 10;
/** Stands in JSON as it is. */
const PLAIN = /^[\w.:-]*$/;
const TIME_LIMIT = 8_640_000_000_000_000;

/** The header of a frame without the line feed that ends it: one line of ASCII. */
export function frameHeader(frame: Frame): string {
  const { id, priority, ttrMs, attempts, moves, notBefore, heldAt, foreign } = frame;
  // What JSON.stringify would write of an object without what is left out, at half the cost: every
  // task that is sent has one.
  let fields = `{"id":${PLAIN.test(id) ? `"${id}"` : JSON.stringify(id)}`;
  if (priority !== DEFAULT_PRIORITY) fields += `,"priority":${priority}`;
  fields += `,"ttrMs":${ttrMs}`;
  if (attempts > 0) fields += `,"attempts":${attempts}`;
  if (moves > 0) fields += `,"moves":${moves}`;
  if (notBefore !== undefined) fields += `,"notBefore":${notBefore}`;
  if (heldAt !== undefined) fields += `,"heldAt":${heldAt}`;
  if (foreign === true) fields += ',"foreign":true';
  return `${MAGIC}${fields}}`;
}

/** The stored message: header, line feed, body byte for byte. */
export function encodeFrame(frame: Frame): Buffer {
  return Buffer.concat([Buffer.from(`${frameHeader(frame)}\n`, 'latin1'), frame.body]);
}

/**
 * Reads a stored message, its body as a window on it. Undefined when it is not ours, is damaged, or
 * has a version that this package does not know: give it out as `foreignFrame`, so that a worker
 * holds it and nobody loses it.
 */
export function decodeFrame(stored: Uint8Array): Frame | undefined {
  // Most of what is not ours is told by its first byte.
  if (stored[0] !== FIRST_BYTE) return undefined;
  const end = stored.indexOf(LF);
  if (end < 0 || end >= LONGEST_FRAME_HEADER) return undefined;
  return readFrame(latin1(stored, end), stored.subarray(end + 1));
}

/** The frame of a header that was stored apart from its body; undefined as in `decodeFrame`. */
export function readFrame(header: string, body: Uint8Array): Frame | undefined {
  const frame = header.startsWith(MAGIC) ? frameOf(header.slice(MAGIC.length), body) : undefined;
  return frame?.foreign ? unwrapped(frame) : frame;
}

/**
 * A message of another producer: its body is all of it. `id` is the broker's own, 1–63 printable
 * ASCII characters.
 */
export function foreignFrame(id: string, body: Uint8Array, ttrMs: number): Frame {
  return { id, priority: DEFAULT_PRIORITY, ttrMs, attempts: 0, moves: 0, foreign: true, body };
}

/** What an older reader took for foreign and put into a frame may be one that this reader knows. */
function unwrapped(frame: Frame): Frame {
  const inner = decodeFrame(frame.body);
  if (inner === undefined) return frame;
  const { attempts, moves, notBefore, heldAt } = frame;
  return {
    ...inner,
    attempts: inner.attempts + attempts,
    moves: inner.moves + moves,
    ...(notBefore !== undefined && { notBefore }),
    ...(heldAt !== undefined && { heldAt }),
  };
}

function frameOf(json: string, body: Uint8Array): Frame | undefined {
  const given = fieldsOf(json);
  if (given === undefined) return undefined;
  const { id, priority = DEFAULT_PRIORITY, ttrMs, attempts = 0, moves = 0 } = given;
  const { notBefore, heldAt, foreign } = given;
  if (!isTaskId(id) || !isWhole(priority, MAX_PRIORITY) || !isWhole(ttrMs, TIME_LIMIT))
    return undefined;
  if (ttrMs === 0 || !isWhole(attempts) || !isWhole(moves)) return undefined;
  if (!isTime(notBefore) || !isTime(heldAt)) return undefined;
  const frame: Writable<Frame> = { id, priority, ttrMs, attempts, moves, body };
  if (notBefore !== undefined) frame.notBefore = notBefore;
  if (heldAt !== undefined) frame.heldAt = heldAt;
  if (foreign === true) frame.foreign = true;
  return frame;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function fieldsOf(json: string): Partial<Fields> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isWhole(value: unknown, most: number = Number.MAX_SAFE_INTEGER): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
}

function isTime(value: unknown): boolean {
  if (value === undefined) return true;
  return typeof value === 'number' && value >= 0 && value <= TIME_LIMIT;
}

/** The first bytes as text, without a window on them where none is needed. */
function latin1(bytes: Uint8Array, end: number): string {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString('latin1', 0, end);
}
