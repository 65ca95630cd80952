import { timers } from '@jq/core/adapter';

import { RecordType } from '../journal/format.js';
import type { Journal } from '../journal/journal.js';
import type { SegmentFiles } from '../journal/segment-files.js';
import type { Replica } from '../tasks/replica.js';
import { State } from '../tasks/task-table.js';

const ROWS_PER_SLICE = 2000;
const SLICE_BYTES = 256 * 1024;

/** Ended segments that are more dead than alive. */
export function sparseSegments(files: SegmentFiles, replica: Replica, base: number): Set<number> {
  const sparse = new Set<number>();
  for (const [number, use] of replica.tasks.segments) {
    if (number >= base) continue;
    const size = files.find(number)?.size() ?? 0;
    if (use.bytes * 2 < size) sparse.add(number);
  }
  return sparse;
}

/**
 * Copies the live items of some segments to the end of the journal, a slice at a time. The segments
 * are then needed by nobody, and the next checkpoint lets them go.
 */
export async function moveItems(
  journal: Journal,
  replica: Replica,
  segments: ReadonlySet<number>,
  wrote: () => void,
): Promise<void> {
  const { tasks } = replica;
  for (let row = 0; row < tasks.table.used;) {
    // After a reload rows are numbered as before, but by another object.
    if (replica.tasks !== tasks) return;
    const slice = nextRows(replica, segments, row);
    row = slice.end;
    if (slice.rows.length > 0) {
      writeMove(journal, replica, slice.rows);
      wrote();
    }
    await new Promise((resolve) => timers.setImmediate(resolve));
  }
}

function nextRows(
  replica: Replica,
  segments: ReadonlySet<number>,
  from: number,
): { rows: number[]; end: number } {
  const { table } = replica.tasks;
  const last = Math.min(table.used, from + ROWS_PER_SLICE);
  const rows: number[] = [];
  let bytes = 0;
  let row = from;
  for (; row < last && bytes < SLICE_BYTES; row++) {
    if (table.state[row] === State.free || !segments.has(table.segment[row] as number)) continue;
    rows.push(row);
    bytes += table.length[row] as number;
  }
  return { rows, end: row };
}

function writeMove(journal: Journal, replica: Replica, rows: readonly number[]): void {
  const { table } = replica.tasks;
  const writer = journal.begin(RecordType.move);
  writer.u32(rows.length);
  for (const row of rows) {
    const length = table.length[row] as number;
    writer.u32(row);
    writer.u32(table.hash[row] as number);
    writer.f64(table.seq[row] as number);
    writer.u32(length);
    writer.raw(
      replica.items.raw({
        segment: table.segment[row] as number,
        offset: table.offset[row] as number,
        length,
      }),
    );
  }
  journal.run(replica);
}
