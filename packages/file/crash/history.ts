import { closeSync, openSync, writeSync } from 'node:fs';

import type { TaskState, UnholdSelection } from '@jq/core';

/** One task of a put, without its bytes. */
export interface PutEntry {
  readonly id: string;
  readonly priority: number;
  readonly delayMs: number;
  readonly ttrMs: number;
  readonly bytes: number;
  readonly digest: string;
}

/** One delivery as the process got it. `lease` numbers the leases of its history. */
export interface DeliveryEntry {
  readonly lease: number;
  readonly queue: string;
  readonly id: string;
  readonly attempts: number;
  readonly priority: number;
  readonly ttrMs: number;
  /** The adapter's word: nobody else has the task until then. */
  readonly deadline: number;
  readonly bytes: number;
  readonly digest: string;
}

interface RetryEntry {
  readonly lease: number;
  readonly delayMs: number;
  readonly priority?: number;
}

/** What was asked of the adapter. */
export type Request =
  | { readonly verb: 'put'; readonly queue: string; readonly tasks: readonly PutEntry[] }
  | { readonly verb: 'reserve'; readonly queues: readonly string[]; readonly max: number }
  | { readonly verb: 'complete' | 'hold'; readonly leases: readonly number[] }
  | { readonly verb: 'touch'; readonly leases: readonly number[] }
  | { readonly verb: 'retry'; readonly retries: readonly RetryEntry[] }
  | { readonly verb: 'remove'; readonly queue: string; readonly ids: readonly string[] }
  | { readonly verb: 'unhold'; readonly queue: string; readonly which: UnholdSelection }
  | { readonly verb: 'purge'; readonly queue: string }
  | { readonly verb: 'pause'; readonly queue: string; readonly forMs: number }
  | { readonly verb: 'peek'; readonly queue: string; readonly state: TaskState }
  | { readonly verb: 'stats'; readonly queue: string }
  | { readonly verb: 'close' };

/** What came back: per item null or an error code; deliveries; deadlines moved by a touch. */
export interface Reply {
  readonly results?: readonly (string | null)[];
  readonly deliveries?: readonly DeliveryEntry[];
  readonly deadlines?: readonly number[];
}

/**
 * One line of a history. `at` is boot time in milliseconds: before the call for `ask`, after it for
 * `reply` and `failed`. `op` ties them together; an `ask` without an answer may or may not have
 * happened.
 */
export type Line =
  | { readonly at: number; readonly op: number; readonly ask: Request }
  | { readonly at: number; readonly op: number; readonly reply: Reply }
  | { readonly at: number; readonly op: number; readonly failed: string; readonly text: string }
  | { readonly at: number; readonly fault: string }
  | { readonly at: number; readonly died: string }
  | { readonly at: number; readonly stopped: string; readonly until: number };

/**
 * Appends lines to one process's history. Each is with the kernel before `write` returns: a kill
 * can cut the last line, which makes an outcome unknown but never wrong.
 */
export class HistoryWriter {
  readonly #fd: number;

  constructor(path: string) {
    this.#fd = openSync(path, 'a');
  }

  write(line: Line): void {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    for (let done = 0; done < bytes.length;)
      done += writeSync(this.#fd, bytes, done, bytes.length - done);
  }

  close(): void {
    closeSync(this.#fd);
  }
}
