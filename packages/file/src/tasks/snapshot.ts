import { COLUMNS, type TaskTable } from './task-table.js';
import { Tasks } from './tasks.js';

/** What a checkpoint says before its columns. */
export interface SnapshotHeader {
  readonly clock: number;
  readonly nextSeq: number;
  readonly nextHold: number;
  readonly used: number;
  readonly live: number;
  readonly firstFree: number;
  /** Cells of the id index. */
  readonly cells: number;
  readonly queues: readonly {
    readonly name: string;
    readonly pausedUntil: number;
    /** Sizes of the heaps: ready, delayed, reserved, held. */
    readonly sizes: readonly number[];
  }[];
  /** Segment, tasks, bytes. */
  readonly segments: readonly (readonly [number, number, number])[];
}

export interface Snapshot {
  readonly header: SnapshotHeader;
  /** The columns of the table, the id index, then the four heaps of each queue. */
  readonly arrays: readonly Uint8Array[];
}

const SPARE = 1.1;
const HEAPS = ['ready', 'delayed', 'reserved', 'held'] as const;

const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** Copies the tasks, so that the copy can be written while they go on changing. */
export function takeSnapshot(tasks: Tasks): Snapshot {
  const { table } = tasks;
  return {
    header: {
      clock: tasks.clock,
      nextSeq: tasks.nextSeq,
      nextHold: tasks.nextHold,
      used: table.used,
      live: table.live,
      firstFree: table.firstFree,
      cells: tasks.ids.cells.length,
      queues: tasks.byNumber.map((queue) => ({
        name: queue.name,
        pausedUntil: queue.pausedUntil,
        sizes: HEAPS.map((heap) => queue[heap].size),
      })),
      segments: [...tasks.segments].map(([number, use]) => [number, use.tasks, use.bytes] as const),
    },
    arrays: [
      ...COLUMNS.map((name) => bytesOf(table[name].slice(0, table.used))),
      bytesOf(tasks.ids.cells.slice()),
      ...tasks.byNumber.flatMap((queue) =>
        HEAPS.map((heap) => bytesOf(queue[heap].rows.slice(0, queue[heap].size))),
      ),
    ],
  };
}

/** Builds tasks from a snapshot; `fill` puts the next stored bytes into an array. */
export function restoreSnapshot(header: SnapshotHeader, fill: (into: Uint8Array) => void): Tasks {
  const tasks = new Tasks();
  tasks.clock = header.clock;
  tasks.nextSeq = header.nextSeq;
  tasks.nextHold = header.nextHold;
  restoreTable(tasks.table, header, fill);
  const cells = new Int32Array(header.cells);
  fill(bytesOf(cells));
  tasks.ids.restore(cells, header.live);
  for (const { name, pausedUntil, sizes } of header.queues) {
    const queue = tasks.queue(name);
    queue.pausedUntil = pausedUntil;
    HEAPS.forEach((heap, i) => {
      const rows = new Int32Array(sizes[i] as number);
      fill(bytesOf(rows));
      queue[heap].restore(rows);
    });
  }
  for (const [number, count, bytes] of header.segments)
    tasks.segments.set(number, { tasks: count, bytes });
  return tasks;
}

function restoreTable(
  table: TaskTable,
  header: SnapshotHeader,
  fill: (into: Uint8Array) => void,
): void {
  // Room for some more, so that the first put does not have to copy everything.
  table.reset(Math.max(Math.ceil(header.used * SPARE), table.capacity));
  table.used = header.used;
  table.live = header.live;
  table.firstFree = header.firstFree;
  for (const name of COLUMNS) fill(bytesOf(table[name].subarray(0, header.used)));
}
