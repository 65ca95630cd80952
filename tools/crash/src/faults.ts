import { setTimeout as sleep } from 'node:timers/promises';

import type { Processes } from './processes.js';
import type { Random } from './random.js';
import { type RunSettings, usesJournal } from './run-settings.js';
import { segments, tear } from './torn-records.js';

/** Everything bad that happens during a run. */
export class Faults {
  readonly #processes: Processes;
  readonly #store: string;
  readonly #settings: RunSettings;
  readonly #random: Random;
  tornRecords = 0;

  constructor(processes: Processes, store: string, settings: RunSettings, random: Random) {
    this.#processes = processes;
    this.#store = store;
    this.#settings = settings;
    this.#random = random;
  }

  /** For `ms`, or until there was enough; stops that have begun end before it returns. */
  async reign(ms: number): Promise<void> {
    const { killEveryMs, stopEveryMs, tearEveryMs, target } = this.#settings;
    const ending = new AbortController();
    const over = ending.signal;
    const lasting = this.#last(ms).then(() => ending.abort());
    if (killEveryMs > 0) this.#processes.onLargeWrite = (kill) => this.#maybeCut(kill);
    await Promise.all([
      this.#often(killEveryMs, over, async () => this.#processes.kill()),
      this.#often(stopEveryMs, over, () => this.#processes.stop(this.#stopLength())),
      this.#often(usesJournal(target) ? tearEveryMs : 0, over, async () => this.#tear()),
      lasting,
    ]);
    this.#processes.onLargeWrite = () => undefined;
  }

  async #last(ms: number): Promise<void> {
    const from = performance.now();
    await sleep(ms);
    while (!this.#isEnough() && performance.now() - from < 6 * ms) await sleep(100);
  }

  #isEnough(): boolean {
    const { least, target } = this.#settings;
    if (least === undefined) return true;
    const rotations = usesJournal(target) ? (segments(this.#store).at(-1) ?? 1) - 1 : Infinity;
    const { kills, completed } = this.#processes;
    return kills >= least.kills && completed >= least.completed && rotations >= least.rotations;
  }

  async #often(meanMs: number, over: AbortSignal, strike: () => Promise<void>): Promise<void> {
    if (meanMs === 0) return;
    while (!over.aborted) {
      const wait = this.#random.around(meanMs);
      await sleep(wait, undefined, { signal: over }).catch(() => undefined);
      if (!over.aborted) await strike();
    }
  }

  /** Mostly short; one in three longer than any ttr of the run. */
  #stopLength(): number {
    return this.#random.chance(0.33) ? this.#random.whole(2600, 3500) : this.#random.whole(5, 400);
  }

  #tear(): void {
    const bursts = this.#random.chance(0.1) ? 10 : 1;
    for (let count = 0; count < bursts; count += 1)
      if (tear(this.#store, this.#random)) this.tornRecords += 1;
  }

  /** A write of megabytes takes some milliseconds; a kill within them cuts it. */
  #maybeCut(kill: () => void): void {
    if (this.#random.chance(0.4)) setTimeout(kill, this.#random.whole(0, 8));
  }
}
