import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type HistoryEvent, parseEvents } from '@jq/contract';
import { bundle } from '@jq/server-tests';
import { onTestFinished } from 'vitest';

/** Worker processes that are killed with -9, and what they saw. */
export class Workforce {
  readonly #folder: string;
  readonly #port: number;
  readonly #living = new Map<string, ChildProcess>();
  readonly #deaths: HistoryEvent[] = [];
  #hired = 0;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
  }

  /** Compiles the program of the workers; none is running yet. */
  static async gather(port: number): Promise<Workforce> {
    const folder = mkdtempSync(join(tmpdir(), 'jq-beanstalkd-crash-'));
    const workforce = new Workforce(folder, port);
    onTestFinished(async () => {
      await workforce.killAll();
      rmSync(folder, { recursive: true, force: true });
    });
    await bundle(new URL('worker.ts', import.meta.url), join(folder, 'worker.mjs'));
    return workforce;
  }

  hire(): void {
    this.#hired += 1;
    const by = `worker ${this.#hired}`;
    const args = [join(this.#folder, 'worker.mjs'), String(this.#port), by, this.#path(by)];
    this.#living.set(by, spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] }));
  }

  /** Kills the one that has worked longest. */
  async killOldest(): Promise<void> {
    const [oldest] = this.#living.keys();
    if (oldest !== undefined) await this.#kill(oldest);
  }

  async killAll(): Promise<void> {
    await Promise.all([...this.#living.keys()].map((by) => this.#kill(by)));
  }

  /** The broker is about to die: every lease ends with its connection. */
  doom(): void {
    for (const by of this.#living.keys()) this.#died(by);
  }

  /** Bytes of history so far, a measure of work done. */
  get written(): number {
    return this.#files().reduce((sum, path) => sum + statSync(path).size, 0);
  }

  /** What all saw, not in order. */
  events(): HistoryEvent[] {
    const seen = this.#files().flatMap((path) => [
      ...parseEvents(readFileSync(path, 'utf8').split('\n')),
    ]);
    return [...seen, ...this.#deaths];
  }

  async #kill(by: string): Promise<void> {
    const worker = this.#living.get(by);
    if (worker === undefined) return;
    this.#living.delete(by);
    this.#died(by);
    const gone = once(worker, 'exit');
    worker.kill('SIGKILL');
    await gone;
  }

  #died(by: string): void {
    this.#deaths.push({ at: Number(process.hrtime.bigint()) / 1e6, by, kind: 'died' });
  }

  #files(): string[] {
    const names = readdirSync(this.#folder).filter((name) => name.endsWith('.history'));
    return names.map((name) => join(this.#folder, name));
  }

  #path(by: string): string {
    return join(this.#folder, `${by}.history`);
  }
}
