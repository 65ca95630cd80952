import { systemCode } from '../errors.js';
import { ITEM_HEADER_BYTES } from '../journal/format.js';
import { GAP_BYTES, ReadAhead } from '../journal/read-ahead.js';
import type { RecordStream } from '../journal/record-stream.js';
import type { SegmentFiles } from '../journal/segment-files.js';
import type { Segment } from '../journal/segment.js';
import type { TaskTable } from './task-table.js';

/** A task as it stands in the journal. */
export interface Item {
  readonly id: string;
  readonly body: Uint8Array;
  /** Name of the file that has the body, when it is large; `body` is then empty. */
  readonly bodyFile: string | undefined;
}

interface Place {
  readonly segment: number;
  readonly offset: number;
  readonly length: number;
}

const ID_LENGTH_AT = 16;
const KIND_AT = 17;
const BODY_LENGTH_AT = 20;
const NO_BYTES: Buffer = Buffer.alloc(0);
const LONGEST_ID_BYTES = 63;
const READ_BYTES = 1024 * 1024;

/** Reads task items: from what was just replayed where possible, else from their segments. */
export class Items {
  readonly #files: SegmentFiles;
  readonly #stream: () => RecordStream;
  readonly #ahead: ReadAhead = new ReadAhead();
  readonly #idBytes: Buffer = Buffer.alloc(ITEM_HEADER_BYTES + LONGEST_ID_BYTES);

  constructor(files: SegmentFiles, stream: () => RecordStream) {
    this.#files = files;
    this.#stream = stream;
  }

  idOf(table: TaskTable, row: number): string {
    const bytes = this.#idBytes;
    const length = Math.min(bytes.length, table.length[row] as number);
    const segment = this.#files.get(table.segment[row] as number);
    const offset = table.offset[row] as number;
    if (segment.read(bytes, 0, length, offset) !== length) throw missing(segment, offset + length);
    return bytes.toString(
      'latin1',
      ITEM_HEADER_BYTES,
      ITEM_HEADER_BYTES + (bytes[ID_LENGTH_AT] as number),
    );
  }

  /** The items at these places, in their order. @throws ENOENT when a segment was cleaned away */
  read(places: readonly Place[]): Item[] {
    const items: Item[] = [];
    for (let i = 0; i < places.length;) {
      const run = this.#runLength(places, i);
      const bytes = this.#bytes(places[i] as Place, places[i + run - 1] as Place);
      const start = (places[i] as Place).offset;
      for (const last = i + run; i < last; i++)
        items.push(parse(bytes, (places[i] as Place).offset - start));
    }
    return items;
  }

  /** As `read`, but undefined where a segment was cleaned away because its tasks are gone. */
  find(places: readonly Place[]): readonly (Item | undefined)[] {
    try {
      return this.read(places);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
      if (places.length === 1) return [undefined];
      return places.flatMap((place) => this.find([place]));
    }
  }

  /** One item's bytes as they are, to be copied elsewhere. */
  raw(place: Place): Buffer {
    return this.#bytes(place, place);
  }

  #runLength(places: readonly Place[], from: number): number {
    const first = places[from] as Place;
    let last = first;
    let run = 1;
    for (; from + run < places.length; run++) {
      const next = places[from + run] as Place;
      const gap = next.offset - (last.offset + last.length);
      if (next.segment !== first.segment || gap < 0 || gap > GAP_BYTES) break;
      if (next.offset + next.length - first.offset > READ_BYTES) break;
      last = next;
    }
    return run;
  }

  #bytes(first: Place, last: Place): Buffer {
    const length = last.offset + last.length - first.offset;
    const stream = this.#stream();
    const at = first.offset - stream.base;
    const bytes = Buffer.allocUnsafe(length);
    if (stream.segment.number === first.segment && at >= 0 && at + length <= stream.available)
      stream.record.bytes.copy(bytes, 0, at, at + length);
    else {
      const segment = this.#files.get(first.segment);
      const alone = first === last;
      const read = alone
        ? this.#ahead.read(segment, bytes, first.offset)
        : segment.read(bytes, 0, length, first.offset);
      if (read !== length) throw missing(segment, first.offset + length);
    }
    return bytes;
  }
}

/** The item is not there: the segment was cleaned away, and another made in its name. */
function missing(segment: Segment, end: number): Error {
  return Object.assign(new Error(`ENOENT: ${segment.path} ends before ${end}`), { code: 'ENOENT' });
}

function parse(bytes: Buffer, at: number): Item {
  const idAt = at + ITEM_HEADER_BYTES;
  const bodyAt = idAt + (bytes[at + ID_LENGTH_AT] as number);
  const end = bodyAt + bytes.readUInt32LE(at + BODY_LENGTH_AT);
  const id = bytes.toString('latin1', idAt, bodyAt);
  if (bytes[at + KIND_AT] === 0)
    return { id, body: bytes.subarray(bodyAt, end), bodyFile: undefined };
  return { id, body: NO_BYTES, bodyFile: bytes.toString('latin1', bodyAt, end) };
}
