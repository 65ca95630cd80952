import type { Broker } from '@jq/brokers';
import { idsOf, leasesOf, outcomes, task } from '@jq/contract/tasks';

import type { Verbs } from './subject.js';
import { pause } from './taking.js';

export interface Load {
  readonly server: Broker;
  readonly producer: Verbs;
  readonly worker: Verbs;
  /** Tasks in a put. */
  readonly batch: number;
  /**
   * Between two puts of a producer: no more than the disk can take, since all of it must come out
   * again.
   */
  readonly paceMs: number;
  /** From a restart to the next kill. */
  readonly loadMs: number;
}

export interface Survived {
  /** How many tasks the server has acknowledged. */
  readonly acknowledged: number;
  /** Those among them that never came, and whose completion is not in doubt either. */
  readonly lost: readonly string[];
}

const KILLS = 3;
const DOWN_MS = 100;

/** What two producers and two workers saw while their server was killed three times. */
export async function killedUnderLoad(load: Load): Promise<Survived> {
  const { server, worker, loadMs } = load;
  const crowd = new Crowd(load);
  const running = Promise.all([crowd.produce(1), crowd.produce(2), crowd.work(), crowd.work()]);
  for (let kills = 0; kills < KILLS; kills += 1) {
    await pause(loadMs);
    await server.kill9();
    await pause(DOWN_MS);
    await server.restart();
  }
  await pause(loadMs);
  crowd.over = true;
  await running;
  for (;;) {
    const rest = await worker.reserve(['jobs'], { max: 1000, waitMs: 500 });
    if (rest.length === 0) return crowd.survived();
    crowd.saw(idsOf(rest));
    await worker.complete(leasesOf(rest));
  }
}

class Crowd {
  over = false;
  readonly #load: Load;
  readonly #acknowledged = new Set<string>();
  readonly #maybe = new Set<string>();
  readonly #seen = new Set<string>();

  constructor(load: Load) {
    this.#load = load;
  }

  async produce(lane: number): Promise<void> {
    const { producer, batch, paceMs } = this.#load;
    for (let n = 0; !this.over; n += 1) {
      const tasks = Array.from({ length: batch }, (_, index) => task(`${lane}-${n}-${index}`));
      const codes = outcomes(await producer.put('jobs', tasks));
      for (const [index, { id }] of tasks.entries())
        if (codes[index] === 'ok') this.#acknowledged.add(id);
      if (paceMs > 0) await pause(paceMs);
    }
  }

  async work(): Promise<void> {
    const { worker } = this.#load;
    while (!this.over) {
      const taken = await worker.reserve(['jobs'], { max: 10, waitMs: 500 }).catch(() => []);
      const [retried, ...others] = leasesOf(taken);
      if (retried !== undefined) await worker.retry([{ lease: retried, delayMs: 0 }]);
      const codes = outcomes(await worker.complete(others));
      for (const [index, { taskId }] of others.entries())
        // Done or not: without an answer it may be gone or come again.
        if (codes[index] === 'ambiguous') this.#maybe.add(taskId);
        else if (codes[index] === 'ok') this.#seen.add(taskId);
    }
  }

  saw(ids: readonly string[]): void {
    for (const id of ids) this.#seen.add(id);
  }

  survived(): Survived {
    const known = (id: string): boolean => this.#seen.has(id) || this.#maybe.has(id);
    const lost = [...this.#acknowledged].filter((id) => !known(id));
    return { acknowledged: this.#acknowledged.size, lost };
  }
}
