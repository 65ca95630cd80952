/** Numbers of the packets that are used here; the protocol has more. */
export const PACKET = {
  CAN_DO: 1,
  CANT_DO: 2,
  RESET_ABILITIES: 3,
  PRE_SLEEP: 4,
  NOOP: 6,
  JOB_CREATED: 8,
  NO_JOB: 10,
  WORK_COMPLETE: 13,
  GET_STATUS: 15,
  ECHO_REQ: 16,
  ECHO_RES: 17,
  SUBMIT_JOB_BG: 18,
  ERROR: 19,
  STATUS_RES: 20,
  GRAB_JOB_UNIQ: 30,
  JOB_ASSIGN_UNIQ: 31,
  SUBMIT_JOB_HIGH_BG: 32,
  SUBMIT_JOB_LOW_BG: 34,
  SUBMIT_JOB_EPOCH: 36,
} as const;

/** What a server says: its fields are between `start` and `end` of what was read. */
export interface Packet {
  readonly type: number;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Magic code, type, size: four bytes each. */
export const HEAD_BYTES = 12;
export const FROM_SERVER = 0x00524553; // "\0RES"
const TO_SERVER = 0x00524551; // "\0REQ"

/** A request whose fields are text without NUL; NUL stands between them. */
export function request(type: number, ...fields: readonly string[]): Buffer {
  return packet(type, fields.join('\0'), 0);
}

/** The beginning of a request whose last field is a body of so many bytes, which follows it. */
export function requestWithBody(
  type: number,
  fields: readonly string[],
  lead: string,
  bodyBytes: number,
): Buffer {
  return packet(type, `${fields.join('\0')}\0${lead}`, bodyBytes);
}

/** A request without fields, so many times. */
export function repeated(type: number, count: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => request(type)));
}

/** WORK_COMPLETE for each of these jobs. */
export function completions(handles: readonly string[]): Buffer {
  let size = 0;
  for (const handle of handles) size += HEAD_BYTES + handle.length + 1;
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const handle of handles) at = writePacket(bytes, at, PACKET.WORK_COMPLETE, `${handle}\0`, 0);
  return bytes;
}

function packet(type: number, text: string, moreBytes: number): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + text.length);
  writePacket(bytes, 0, type, text, moreBytes);
  return bytes;
}

/** Answers where the text ends. */
function writePacket(
  bytes: Buffer,
  at: number,
  type: number,
  text: string,
  moreBytes: number,
): number {
  bytes.writeUInt32BE(TO_SERVER, at);
  bytes.writeUInt32BE(type, at + 4);
  bytes.writeUInt32BE(text.length + moreBytes, at + 8);
  return at + HEAD_BYTES + bytes.write(text, at + HEAD_BYTES, 'latin1');
}

/** The fields of a packet that has so many, as text; the last one reaches to the end. */
export function textFields({ bytes, start, end }: Packet, count: number): string[] {
  const fields = bytes.toString('latin1', start, end).split('\0');
  return [...fields.slice(0, count - 1), fields.slice(count - 1).join('\0')];
}

/** A job as it was assigned. */
export interface AssignedJob {
  readonly handle: string;
  readonly unique: string;
  readonly body: Buffer;
}

/** Reads JOB_ASSIGN_UNIQ: handle, function, unique id, body. */
export function assignedJob({ bytes, start, end }: Packet): AssignedJob {
  const first = bytes.indexOf(0, start);
  const second = bytes.indexOf(0, first + 1);
  const third = bytes.indexOf(0, second + 1);
  return {
    handle: bytes.toString('latin1', start, first),
    unique: bytes.toString('latin1', second + 1, third),
    body: bytes.subarray(third + 1, end),
  };
}
