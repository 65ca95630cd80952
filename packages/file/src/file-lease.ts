import type { Lease } from '@jq/core';

import type { RecordWriter } from './journal/record-writer.js';
import type { Grant } from './state/outcome.js';

/** A lease of this adapter; `token` is the proof that journal records carry. */
export class FileLease implements Lease {
  readonly queue: string;
  readonly taskId: string;
  readonly ttrMs: number;
  readonly token: Grant;
  expiresAt: number;
  /** Logical time at which the lease lapses, as the journal has it, or earlier. */
  endsAt: number;
  /** Name of the body's own file, to be deleted with the task. */
  readonly bodyFile: string | undefined;

  constructor(grant: Grant, taskId: string, expiresAt: number, bodyFile: string | undefined) {
    this.queue = grant.queue;
    this.taskId = taskId;
    this.ttrMs = grant.ttrMs;
    this.token = grant;
    this.expiresAt = expiresAt;
    this.endsAt = grant.endsAt;
    this.bodyFile = bodyFile;
  }
}

/** Row, hash, seq, attempt: what settling records carry of a lease. */
export function writeLease(writer: RecordWriter, { token }: FileLease): void {
  writer.u32(token.row);
  writer.u32(token.hash);
  writer.f64(token.seq);
  writer.u32(token.attempt);
}
