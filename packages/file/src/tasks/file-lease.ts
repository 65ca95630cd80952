import type { Lease } from '@jq/core/adapter';

import type { RecordWriter } from '../journal/record-writer.js';
import type { TaskTable } from './task-table.js';

/** A lease of this adapter, as the replica grants it; row, hash, seq and attempt are its proof. */
export class FileLease implements Lease {
  readonly queue: string;
  /** Empty until the task's item is read. */
  taskId = '';
  readonly ttrMs: number;
  /** Infinite until it is known when the request was made. */
  expiresAt: number = Infinity;
  /** Logical time at which the lease lapses, as the journal has it, or earlier. */
  endsAt: number;
  /** Name of the body's own file, to be deleted with the task. */
  bodyFile: string | undefined = undefined;
  readonly row: number;
  readonly hash: number;
  readonly seq: number;
  readonly attempt: number;
  readonly priority: number;
  /** Where the task's item stood when the lease was granted. */
  readonly segment: number;
  readonly offset: number;
  readonly length: number;

  constructor(queue: string, table: TaskTable, row: number) {
    this.queue = queue;
    this.ttrMs = table.ttr[row] as number;
    this.endsAt = table.time[row] as number;
    this.row = row;
    this.hash = table.hash[row] as number;
    this.seq = table.seq[row] as number;
    this.attempt = table.attempts[row] as number;
    this.priority = table.priority[row] as number;
    this.segment = table.segment[row] as number;
    this.offset = table.offset[row] as number;
    this.length = table.length[row] as number;
  }

  get token(): string {
    return `${this.seq}.${this.attempt}`;
  }
}

/** Row, hash, seq, attempt: what settling records carry of a lease. */
export function writeLease(writer: RecordWriter, lease: FileLease): void {
  writer.lease(lease.row, lease.hash, lease.seq, lease.attempt);
}
