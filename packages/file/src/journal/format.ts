/** Layout of what is on disk, little-endian; docs/file-format.md explains it. */
export const FORMAT_VERSION = 2;

export const SEGMENT_MAGIC: Buffer = Buffer.from('JQSEG\0\r\n', 'latin1');
export const CHECKPOINT_MAGIC: Buffer = Buffer.from('JQCKP\0\r\n', 'latin1');

/** Segment header: magic, version u32, number u32, nonce u32, sealed u8, 3 free, waited f64. */
export const SEGMENT_HEADER_BYTES = 64;
export const SEGMENT_VERSION_AT = 8;
export const SEGMENT_NUMBER_AT = 12;
export const SEGMENT_NONCE_AT = 16;
export const SEGMENT_SEALED_AT = 20;
export const SEGMENT_WAITED_AT = 24;

/**
 * Record header: nonce u32, crc32 u32, length u32, type u8, 3 free, client f64, time f64, counter
 * f64.
 */
export const RECORD_HEADER_BYTES = 40;
export const RECORD_CRC_AT = 4;
export const RECORD_LENGTH_AT = 8;
export const RECORD_TYPE_AT = 12;
export const RECORD_CLIENT_AT = 16;
export const RECORD_TIME_AT = 24;
export const RECORD_COUNTER_AT = 32;

/** Batches are split so that a record's payload stays below; a larger length is damage. */
export const MAX_PAYLOAD_BYTES: number = 2 * 1024 * 1024;
/** A put batch closes its record at this size, so that one item more still fits. */
export const FULL_PAYLOAD_BYTES: number = 1024 * 1024;
/**
 * Longer bodies get a file of their own: a torn record stays small and readers skip nothing big.
 */
export const INLINE_BODY_BYTES: number = 64 * 1024;

/**
 * Task item inside PUT and MOVE: priority u32, delay f64, ttr u32, id length u8, kind u8, 2 free,
 * body length u32, id, body.
 */
export const ITEM_HEADER_BYTES = 24;

export const RecordType = {
  put: 1,
  reserve: 2,
  complete: 3,
  retry: 4,
  hold: 5,
  touch: 6,
  unhold: 7,
  remove: 8,
  purge: 9,
  pause: 10,
  seal: 11,
  move: 12,
} as const;
export type RecordType = (typeof RecordType)[keyof typeof RecordType];

export const segmentName = (number: number): string => `seg-${String(number).padStart(8, '0')}.log`;
export const checkpointName = (base: number): string => `ckpt-${String(base).padStart(8, '0')}`;

/** The number in a segment's or checkpoint's file name, or undefined for other files. */
export function numberIn(name: string, kind: 'seg' | 'ckpt'): number | undefined {
  const pattern = kind === 'seg' ? /^seg-(\d{8,10})\.log$/ : /^ckpt-(\d{8,10})$/;
  const found = pattern.exec(name)?.[1];
  return found === undefined ? undefined : Number(found);
}
