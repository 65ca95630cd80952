import { setTimeout as sleep } from 'node:timers/promises';

import type { Crew } from './crew.js';
import type { Random } from './random.js';
import { type RunSettings, usesJournal } from './run-settings.js';
import { tear } from './torn-records.js';

/** Everything bad that happens during a run. */
export class Chaos {
  readonly #crew: Crew;
  readonly #store: string;
  readonly #settings: RunSettings;
  readonly #random: Random;
  tornRecords = 0;

  constructor(crew: Crew, store: string, settings: RunSettings, random: Random) {
    this.#crew = crew;
    this.#store = store;
    this.#settings = settings;
    this.#random = random;
  }

  /** For `ms`; stops that have begun end before it returns. */
  async reign(ms: number): Promise<void> {
    const { killEveryMs, stopEveryMs, tearEveryMs, target } = this.#settings;
    const over = AbortSignal.timeout(ms);
    if (killEveryMs > 0) this.#crew.onLargeWrite = (kill) => this.#maybeCut(kill);
    await Promise.all([
      this.#often(killEveryMs, over, async () => this.#crew.kill()),
      this.#often(stopEveryMs, over, () => this.#crew.stop(this.#stopLength())),
      this.#often(usesJournal(target) ? tearEveryMs : 0, over, async () => this.#tear()),
      sleep(ms),
    ]);
    this.#crew.onLargeWrite = () => undefined;
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
