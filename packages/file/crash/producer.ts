import type { NewTask } from '@jq/core/adapter';

import { type Desk, QUEUES, rest, SCRATCH } from './desk.js';

const PRIORITIES = [512, 512, 512, 512, 0, 1, 100, 4_294_967_295] as const;
const TTRS = [300, 600, 1200, 2500] as const;
const FULL_QUEUE = 2000;

/**
 * Puts bursts of tasks of all kinds until stopped: singly, in batches, many calls in flight, large
 * ones.
 */
export async function produce(desk: Desk): Promise<void> {
  const { random, stop } = desk;
  const tasks = new TaskSource(desk);
  while (!stop.aborted) {
    const queue = random.chance(0.03) ? SCRATCH : random.pick(QUEUES);
    if (random.chance(0.05)) await waitWhileFull(desk, queue);
    await burst(desk, tasks, queue);
    await rest(random.around(desk.paceMs), stop);
  }
}

async function burst(desk: Desk, tasks: TaskSource, queue: string): Promise<void> {
  const { adapter, random } = desk;
  const roll = random.next();
  if (roll < 0.01) return putLarge(desk, tasks, queue);
  if (roll < 0.03) return putTwice(desk, tasks, queue);
  if (roll < 0.2) return void (await adapter.put(queue, tasks.make(random.whole(2, 100))));
  if (roll < 0.35) {
    const calls = tasks.make(random.whole(2, 64)).map((task) => adapter.put(queue, [task]));
    return void (await Promise.all(calls));
  }
  for (const task of tasks.make(random.whole(1, 10))) await adapter.put(queue, [task]);
}

/** Several megabytes in one call: a kill now cuts the write. */
async function putLarge(desk: Desk, tasks: TaskSource, queue: string): Promise<void> {
  const { adapter, bodies, random, onLargeWrite } = desk;
  const batch = tasks
    .make(random.whole(1, 4))
    .map((task) => ({ ...task, body: bodies.make(bodies.largeSize()) }));
  onLargeWrite();
  await adapter.put(queue, batch);
}

/** The same id again while the first one can't be gone yet: it must stay one task. */
async function putTwice(desk: Desk, tasks: TaskSource, queue: string): Promise<void> {
  const { adapter, random } = desk;
  const batch = tasks.make(3).map((task) => ({ ...task, delayMs: random.whole(400, 1200) }));
  await adapter.put(queue, batch);
  if (adapter.idempotentPut) await adapter.put(queue, batch);
}

/** Keeps the backlog such that workers meet it all. */
async function waitWhileFull({ adapter, stop }: Desk, queue: string): Promise<void> {
  while (!stop.aborted) {
    const stats = await adapter.stats(queue);
    if (stats === undefined || stats.ready + stats.delayed < FULL_QUEUE) return;
    await rest(100, stop);
  }
}

class TaskSource {
  readonly #desk: Desk;
  #count = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  make(count: number): NewTask[] {
    return Array.from({ length: count }, () => this.#next());
  }

  #next(): NewTask {
    const { name, random, bodies } = this.#desk;
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
