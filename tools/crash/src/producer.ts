import type { NewTask } from '@jq/core/adapter';

import { type Workplace, QUEUES, rest, SCRATCH } from './workplace.js';

const PRIORITIES = [512, 512, 512, 512, 0, 1, 100, 4_294_967_295] as const;
const TTRS = [300, 600, 1200, 2500] as const;
const FULL_QUEUE = 2000;

/**
 * Puts bursts of tasks of all kinds until stopped: singly, in batches, many calls in flight, large
 * ones.
 */
export async function produce(place: Workplace): Promise<void> {
  const { random, stop } = place;
  const tasks = new TaskSource(place);
  while (!stop.aborted) {
    const queue = random.chance(0.03) ? SCRATCH : random.pick(QUEUES);
    if (random.chance(0.05)) await waitWhileFull(place, queue);
    await burst(place, tasks, queue);
    await rest(random.around(place.paceMs), stop);
  }
}

async function burst(place: Workplace, tasks: TaskSource, queue: string): Promise<void> {
  const { adapter, random } = place;
  const roll = random.next();
  if (roll < 0.01) return putLarge(place, tasks, queue);
  if (roll < 0.03) return putTwice(place, tasks, queue);
  if (roll < 0.2) return void (await adapter.put(queue, tasks.make(random.whole(2, 100))));
  if (roll < 0.35) {
    const calls = tasks.make(random.whole(2, 64)).map((task) => adapter.put(queue, [task]));
    return void (await Promise.all(calls));
  }
  for (const task of tasks.make(random.whole(1, 10))) await adapter.put(queue, [task]);
}

/** Several megabytes in one call: a kill now cuts the write. */
async function putLarge(place: Workplace, tasks: TaskSource, queue: string): Promise<void> {
  const { adapter, bodies, random, onLargeWrite } = place;
  const batch = tasks
    .make(random.whole(1, 4))
    .map((task) => ({ ...task, body: bodies.make(bodies.largeSize()) }));
  onLargeWrite();
  await adapter.put(queue, batch);
}

/** The same id again while the first one can't be gone yet: it must stay one task. */
async function putTwice(place: Workplace, tasks: TaskSource, queue: string): Promise<void> {
  const { adapter, random } = place;
  const batch = tasks.make(3).map((task) => ({ ...task, delayMs: random.whole(400, 1200) }));
  await adapter.put(queue, batch);
  if (adapter.supports.idempotentPut) await adapter.put(queue, batch);
}

/** Keeps the backlog such that workers meet it all. */
async function waitWhileFull({ adapter, stop }: Workplace, queue: string): Promise<void> {
  while (!stop.aborted) {
    const stats = await adapter.stats(queue);
    if (stats === undefined || stats.ready + stats.delayed < FULL_QUEUE) return;
    await rest(100, stop);
  }
}

class TaskSource {
  readonly #place: Workplace;
  #count = 0;

  constructor(place: Workplace) {
    this.#place = place;
  }

  make(count: number): NewTask[] {
    return Array.from({ length: count }, () => this.#next());
  }

  #next(): NewTask {
    const { name, random, bodies } = this.#place;
    this.#count += 1;
    return {
      id: `${name}-${this.#count}`,
      body: bodies.make(bodies.size()),
      priority: random.pick(PRIORITIES),
      delayMs: random.chance(0.15) ? random.whole(1, 1500) : 0,
      ttrMs: random.pick(TTRS),
    };
  }
}
