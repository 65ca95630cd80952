import { file } from '../../../packages/file/dist/index.js';
import { sound } from '../../harness/adapter-tasks.mjs';
import { batchesOf, QUEUE } from '../../harness/tasks.mjs';

/** @jq/file through its adapter, as a program without Queue and Worker would use it. */
export class FileContender {
  #adapter;

  constructor(folder, { durable = false } = {}) {
    this.#adapter = file(folder, { durability: durable ? 'fsync' : 'relaxed' });
  }

  open() {
    return this.#adapter.open();
  }

  close() {
    return this.#adapter.close();
  }

  async putEach(tasks) {
    for (const task of tasks) sound(await this.#adapter.put(QUEUE, [task]));
  }

  async putBatches(tasks, size) {
    for (const batch of batchesOf(tasks, size)) sound(await this.#adapter.put(QUEUE, batch));
  }

  /** Each task in a call of its own, `width` calls under way at any time. */
  async putInFlight(tasks, width) {
    const left = tasks.values();
    const lane = async () => {
      for (const task of left) sound(await this.#adapter.put(QUEUE, [task]));
    };
    await Promise.all(Array.from({ length: width }, lane));
  }

  async takeEach(count) {
    for (let done = 0; done < count; done++) {
      const taken = await this.#adapter.reserve([QUEUE], { max: 1, waitMs: 0 });
      sound(await this.#adapter.complete([taken[0].lease]));
    }
  }

  /** Answers how many there were. */
  async takeBatches(count, size) {
    let done = 0;
    while (done < count) {
      const taken = await this.#adapter.reserve([QUEUE], { max: size, waitMs: 0 });
      if (taken.length === 0) break;
      sound(await this.#adapter.complete(taken.map(({ lease }) => lease)));
      done += taken.length;
    }
    return done;
  }

  /** A put that others wait for. */
  put(task) {
    return this.#adapter.put(QUEUE, [task]);
  }

  /** Hands over the next task's body, then completes it; false after `waitMs` without one. */
  async next(waitMs, handle) {
    const [taken] = await this.#adapter.reserve([QUEUE], { max: 1, waitMs });
    if (taken === undefined) return false;
    handle(taken.body);
    sound(await this.#adapter.complete([taken.lease]));
    return true;
  }

  /** Leases one task; closing gives it back. */
  async reserveOne() {
    return (await this.#adapter.reserve([QUEUE], { max: 1, waitMs: 0 })).length;
  }
}
