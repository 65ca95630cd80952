import { closeSync, openSync, writeSync } from 'node:fs';

import { formatEvent, type HistoryEvent, HistoryRecorder } from '@jq/contract/history';
import type { Adapter, QueueStats, Results, TaskState, UnholdSelection } from '@jq/core';
import type { Lease, NewTask, Reservation, Retry } from '@jq/core/adapter';

import { bootMs } from './boot-clock.js';

/** Every verb; the roles use them all, as far as the adapter supports them. */
export type FullAdapter = Required<Adapter>;

/** How long one reserve may look, and who may end it early. */
export interface Look {
  readonly max: number;
  readonly waitMs: number;
  readonly signal?: AbortSignal;
}

/** Something that never may happen, as it stands in a file of its own beside the histories. */
export interface Fault {
  readonly at: number;
  readonly by: string;
  readonly text: string;
}

/**
 * Appends lines to a file. Each is with the kernel before `write` returns: a kill can cut the last
 * line, which makes an outcome unknown but never wrong.
 */
export class LineWriter {
  readonly #fd: number;

  constructor(path: string) {
    this.#fd = openSync(path, 'a');
  }

  write(line: string): void {
    const bytes = Buffer.from(line);
    for (let done = 0; done < bytes.length;)
      done += writeSync(this.#fd, bytes, done, bytes.length - done);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/**
 * Passes calls on and writes each into the history. An error of a call is in the history, and not
 * thrown: its value is then undefined.
 */
export class RecordedAdapter {
  readonly #by: string;
  readonly #adapter: FullAdapter;
  readonly #recorded: FullAdapter;
  readonly #history: LineWriter;
  readonly #faults: LineWriter;
  /** When each unanswered call must be back. */
  readonly pending: Map<number, { readonly verb: string; readonly dueMs: number }> = new Map();
  #calls = 0;

  /** @param path of the history; faults stand in the same with `.faults` at its end */
  constructor(by: string, adapter: FullAdapter, path: string) {
    this.#by = by;
    this.#adapter = adapter;
    this.#history = new LineWriter(path);
    this.#faults = new LineWriter(`${path}.faults`);
    const sink = (event: HistoryEvent): void => this.#history.write(formatEvent(event));
    this.#recorded = new HistoryRecorder({ by, sink }).wrap(adapter) as FullAdapter;
  }

  get supports(): Adapter['supports'] {
    return this.#adapter.supports;
  }

  put(queue: string, tasks: readonly NewTask[]): Promise<Results<string> | undefined> {
    return this.#run('put', () => this.#recorded.put(queue, tasks));
  }

  async reserve(queues: readonly string[], look: Look): Promise<readonly Reservation[]> {
    const taken = await this.#run(
      'reserve',
      () => this.#recorded.reserve(queues, look),
      look.waitMs,
    );
    return taken ?? [];
  }

  complete(leases: readonly Lease[]): Promise<Results | undefined> {
    return this.#run('complete', () => this.#recorded.complete(leases));
  }

  hold(leases: readonly Lease[]): Promise<Results | undefined> {
    return this.#run('hold', () => this.#recorded.hold(leases));
  }

  touch(leases: readonly Lease[]): Promise<Results | undefined> {
    return this.#run('touch', () => this.#recorded.touch(leases));
  }

  retry(retries: readonly Retry[]): Promise<Results | undefined> {
    return this.#run('retry', () => this.#recorded.retry(retries));
  }

  remove(queue: string, ids: readonly string[]): Promise<Results | undefined> {
    return this.#run('remove', () => this.#recorded.remove(queue, ids));
  }

  unhold(queue: string, which: UnholdSelection): Promise<number | undefined> {
    return this.#run('unhold', () => this.#recorded.unhold(queue, which));
  }

  purge(queue: string): Promise<number | undefined> {
    return this.#run('purge', () => this.#recorded.purge(queue));
  }

  pause(queue: string, forMs: number): Promise<void> {
    return this.#run('pause', () => this.#recorded.pause(queue, forMs));
  }

  async peek(queue: string, state: TaskState, max: number): Promise<readonly { id: string }[]> {
    return (await this.#run('peek', () => this.#adapter.peek(queue, state, max))) ?? [];
  }

  stats(queue: string): Promise<QueueStats | undefined> {
    return this.#run('stats', () => this.#adapter.stats(queue));
  }

  async close(): Promise<void> {
    await this.#run('close', () => this.#recorded.close());
    this.#history.close();
    this.#faults.close();
  }

  /** Says that something happened which never may. */
  fault(text: string): void {
    const fault: Fault = { at: bootMs(), by: this.#by, text };
    this.#faults.write(`${JSON.stringify(fault)}\n`);
  }

  async #run<T>(verb: string, call: () => Promise<T>, waitMs = 0): Promise<T | undefined> {
    this.#calls += 1;
    const number = this.#calls;
    this.pending.set(number, { verb, dueMs: bootMs() + waitMs });
    try {
      return await call();
    } catch {
      return undefined;
    } finally {
      this.pending.delete(number);
    }
  }
}
