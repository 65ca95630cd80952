import { checkWhole, DEFAULT_PRIORITY, isTaskId, MAX_PRIORITY } from '../limits.js';

/** The version this package writes, and the only one it reads; docs/wire-format.md. */
export const FRAME_VERSION = 1;

/** No header is longer, in bytes; what is left of the broker's limit is `maxBodyBytes`. */
export const LONGEST_FRAME_HEADER = 384;

/** A task as it is stored with a broker that knows nothing of tasks: the body, and what the broker can't keep. */
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
  /** Held since: ms since the epoch, by the broker's wall clock; its fractions tell holds of one millisecond apart. */
  readonly heldAt?: number;
  /** Not ours: the body is the stored message as another producer wrote it. */
  readonly foreign?: true;
  readonly body: Uint8Array;
}

type Fields = Omit<Frame, 'body'>;

const MAGIC = `jqf${FRAME_VERSION} `;
const LF = 10;
const TIME_LIMIT = 8_640_000_000_000_000;

/** The header of a frame without the line feed that ends it: one line of ASCII. */
export function frameHeader(frame: Frame): string {
  const { id, priority, ttrMs, attempts, moves, notBefore, heldAt, foreign } = frame;
  const fields: Partial<Fields> = {
    id,
    ...(priority !== DEFAULT_PRIORITY && { priority }),
    ttrMs,
    ...(attempts > 0 && { attempts }),
    ...(moves > 0 && { moves }),
    ...(notBefore !== undefined && { notBefore }),
    ...(heldAt !== undefined && { heldAt }),
    ...(foreign && { foreign }),
  };
  return MAGIC + JSON.stringify(fields);
}

/** The stored message: header, line feed, body byte for byte. */
export function encodeFrame(frame: Frame): Buffer {
  return Buffer.concat([Buffer.from(`${frameHeader(frame)}\n`, 'latin1'), frame.body]);
}

/**
 * Reads a stored message, its body as a window on it. Undefined when it is not ours, is damaged, or has a version that this
 * package does not know: give it out as `foreignFrame`, so that a worker holds it and nobody loses it.
 */
export function decodeFrame(stored: Uint8Array): Frame | undefined {
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  const end = bytes.subarray(0, LONGEST_FRAME_HEADER).indexOf(LF);
  if (end < 0) return undefined;
  return readFrame(bytes.toString('latin1', 0, end), bytes.subarray(end + 1));
}

/** The frame of a header that was stored apart from its body; undefined as in `decodeFrame`. */
export function readFrame(header: string, body: Uint8Array): Frame | undefined {
  const fields = header.startsWith(MAGIC) ? fieldsOf(header.slice(MAGIC.length)) : undefined;
  if (fields === undefined) return undefined;
  const frame = { ...fields, body };
  return frame.foreign ? unwrapped(frame) : frame;
}

/** A message of another producer: its body is all of it. `id` is the broker's own, 1–63 printable ASCII characters. */
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

function fieldsOf(json: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null) return undefined;
    const given = value as Partial<Fields>;
    const { id, priority = DEFAULT_PRIORITY, ttrMs = 0, attempts = 0, moves = 0 } = given;
    if (!isTaskId(id)) return undefined;
    checkWhole('priority', priority, 0, MAX_PRIORITY);
    checkWhole('ttrMs', ttrMs, 1, TIME_LIMIT);
    checkWhole('attempts', attempts, 0, Number.MAX_SAFE_INTEGER);
    checkWhole('moves', moves, 0, Number.MAX_SAFE_INTEGER);
    return { id, priority, ttrMs, attempts, moves, ...timesOf(given) };
  } catch {
    return undefined;
  }
}

function timesOf({ notBefore, heldAt, foreign }: Partial<Fields>): Partial<Fields> {
  if (!isTime(notBefore) || !isTime(heldAt)) throw new RangeError('no time');
  return {
    ...(notBefore !== undefined && { notBefore }),
    ...(heldAt !== undefined && { heldAt }),
    ...(foreign === true && { foreign }),
  };
}

function isTime(value: unknown): boolean {
  if (value === undefined) return true;
  return typeof value === 'number' && value >= 0 && value <= TIME_LIMIT;
}
