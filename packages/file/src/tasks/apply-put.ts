import { ITEM_HEADER_BYTES } from '../journal/format.js';
import type { RecordReader } from '../journal/record-reader.js';
import { hashId } from './id-index.js';
import type { QueueState } from './queue-state.js';
import { State } from './task-table.js';
import type { Tasks } from './tasks.js';

/** Where the reader's bytes stand in the journal, and how to see the id of a task that is there. */
export interface Source {
  readonly segment: number;
  /** Position in the segment of the reader's byte 0. */
  readonly base: number;
  readonly idOf: (row: number) => string;
}

/** PUT: queue, count, items. An id that still exists in the queue is left as it is. */
export function applyPut(tasks: Tasks, record: RecordReader, source: Source): void {
  const queue = tasks.queue(record.text());
  for (let left = record.u32(); left > 0; left--) applyItem(tasks, queue, record, source);
}

function applyItem(tasks: Tasks, queue: QueueState, record: RecordReader, source: Source): void {
  const { table } = tasks;
  const start = record.at;
  const priority = record.u32();
  const delayMs = record.f64();
  const ttr = record.u32();
  const idLength = record.u8();
  const kind = record.u8();
  record.skip(2);
  const bodyLength = record.u32();
  const id = record.ascii(idLength);
  record.skip(bodyLength);
  const hash = hashId(queue.number, id);
  if (tasks.ids.find(hash, queue.number, id, source.idOf) >= 0) return;
  const row = table.add();
  table.seq[row] = tasks.nextSeq++;
  table.priority[row] = priority;
  table.ttr[row] = ttr;
  table.hash[row] = hash;
  table.attempts[row] = 0;
  table.queue[row] = queue.number;
  table.large[row] = kind;
  tasks.locate(row, {
    segment: source.segment,
    offset: source.base + start,
    length: ITEM_HEADER_BYTES + idLength + bodyLength,
  });
  tasks.ids.add(row);
  if (delayMs > 0) tasks.enter(row, State.delayed, tasks.clock + delayMs);
  else tasks.enter(row, State.ready, 0);
}

/** MOVE: count, then row, hash, seq and a copy of the item. Only where the item stands changes. */
export function applyMove(tasks: Tasks, record: RecordReader, source: Source): void {
  const { table } = tasks;
  for (let left = record.u32(); left > 0; left--) {
    const row = record.u32();
    const hash = record.u32();
    const seq = record.f64();
    const length = record.u32();
    const same = table.seq[row] === seq && table.hash[row] === hash;
    if (same && row < table.used && table.state[row] !== State.free)
      tasks.relocate(row, {
        segment: source.segment,
        offset: source.base + record.at,
        length,
      });
    record.skip(length);
  }
}
