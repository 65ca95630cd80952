import {
  type Adapter,
  defineTask,
  JobQueueError,
  memory,
  Queue,
  type Results,
  Worker,
  type WorkerReport,
} from '@jq/core';
import type { Lease, Retry } from '@jq/core/adapter';
import { ManualClock, MemoryStore } from '@jq/core/testing';
import { describe, expect, it } from 'vitest';

import { faulty } from '../faulty.js';

const TASKS = 150;
const job = defineTask<number>('job', {
  ttrMs: 2000,
  timeLimitMs: 3000,
  retry: { kind: 'fixed', delayMs: 50, maxAttempts: 9 },
  maxDeliveries: 100,
});

/** Numbers in [0, 1) that depend on the seed only. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
}

class Storm {
  readonly clock = new ManualClock();
  readonly store = new MemoryStore(this.clock);
  readonly producer = new Queue('q', memory({ store: this.store }));
  readonly random: () => number;
  readonly done = new Set<string>();
  readonly reports: WorkerReport[] = [];
  readonly workers = new Set<Worker>();
  readonly #running = new Map<string, AbortSignal>();
  overlaps = 0;

  constructor(seed: number) {
    this.random = randomFrom(seed);
  }

  /** A worker that another replaces when it ends. */
  spawn(): void {
    const worker = new Worker(new Queue('q', this.#adapter()), [this.#handler], {
      clock: this.clock,
      random: this.random,
      concurrency: 1 + Math.floor(this.random() * 5),
      signals: [],
    });
    worker.on('error', () => undefined);
    this.workers.add(worker);
    void worker.run().then((report) => {
      this.reports.push(report);
      this.workers.delete(worker);
    });
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.clock.after(ms, resolve));
  }

  readonly #handler = job.handle(async (task) => {
    if (this.#running.get(task.id)?.aborted === false) this.overlaps++;
    this.#running.set(task.id, task.signal);
    try {
      const chance = this.random();
      if (chance < 0.1) throw new Error('no luck');
      if (chance < 0.15) return task.retry({ delayMs: 20 });
      if (chance < 0.2) return task.hold('enough');
      if (chance < 0.5) await this.#sleep(this.random() * 4000);
      else if (chance < 0.55) await this.#sleep(6000);
      this.done.add(task.id);
    } finally {
      if (this.#running.get(task.id) === task.signal) this.#running.delete(task.id);
    }
  });

  /** Refuses, answers late or never, or half; sometimes it did what it denies. */
  #adapter(): Adapter {
    const inner: Required<Adapter> = memory({ store: this.store });
    const settle =
      <T extends Lease | Retry>(verb: (items: readonly T[]) => Promise<Results>) =>
      async (items: readonly T[]): Promise<Results> => {
        const chance = this.random();
        if (chance < 0.05) throw new JobQueueError('unavailable', 'not now');
        if (chance < 0.07) return new Promise(() => undefined);
        if (chance < 0.15) await this.#sleep(this.random() * 300);
        if (chance < 0.25) {
          const half = items.filter(() => this.random() < 0.5);
          const results = await verb(half);
          return items.map((item) => {
            const index = half.indexOf(item);
            return index < 0 ? new JobQueueError('unavailable', 'not this one') : results[index];
          });
        }
        const results = await verb(items);
        if (chance > 0.95) throw new JobQueueError('ambiguous', 'no reply');
        return results;
      };
    return faulty<Adapter>(inner, {
      reserve: async (queues, options) => {
        const chance = this.random();
        if (chance < 0.05) throw new JobQueueError('unavailable', 'not now');
        if (chance < 0.07) return new Promise(() => undefined);
        if (chance < 0.2) await this.#sleep(this.random() * 300);
        return inner.reserve(queues, options);
      },
      complete: settle((leases: readonly Lease[]) => inner.complete(leases)),
      retry: settle((retries: readonly Retry[]) => inner.retry(retries)),
      hold: settle((leases: readonly Lease[]) => inner.hold(leases)),
      touch: settle((leases: readonly Lease[]) => inner.touch(leases)),
    });
  }
}

describe('workers on a broker that fails in every way', () => {
  it.each([1, 2, 3, 4, 5])(
    'lose no task, run none twice at once, and stop (seed %i)',
    async (seed) => {
      const storm = new Storm(seed);
      for (let i = 0; i < TASKS; i++) await storm.producer.add(job, i, { id: `${i}` });
      for (let rounds = 0; rounds < 3000; rounds++) {
        while (storm.workers.size < 3) storm.spawn();
        await storm.clock.advance(200);
        if (storm.random() < 0.03) void [...storm.workers][0]?.stop({ graceMs: 300, abortMs: 300 });
        const { ready, delayed, reserved } = await storm.producer.stats();
        if (ready + delayed + reserved === 0) break;
      }
      const stops = [...storm.workers].map((worker) => worker.stop());
      await storm.clock.advance(60_000);
      await Promise.all(stops);
      const held = (await storm.producer.peek('held', TASKS)).map((task) => task.id);
      expect(new Set([...storm.done, ...held]).size).toBe(TASKS);
      expect(storm.overlaps).toBe(0);
      expect(storm.clock.pending).toBe(0);
      const completed = storm.reports.reduce((sum, report) => sum + report.completed, 0);
      expect(completed).toBeLessThanOrEqual(TASKS);
      expect(completed).toBeGreaterThan(TASKS / 2);
    },
  );
});
