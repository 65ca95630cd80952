import { type Workplace, QUEUES, rest, SCRATCH } from './workplace.js';

/** Does what an administrator does: pauses, frees, removes, purges, looks. */
export async function operate(place: Workplace): Promise<void> {
  const { random, stop } = place;
  const chores = [pause, unhold, unhold, remove, look];
  while (!stop.aborted) {
    await random.pick(chores)(place, random.pick(QUEUES));
    if (random.chance(0.05)) await place.adapter.purge(SCRATCH);
    await rest(random.around(150), stop);
  }
}

async function pause({ adapter, random, stop }: Workplace, queue: string): Promise<void> {
  await adapter.pause(queue, random.whole(50, 700));
  if (!random.chance(0.3)) return;
  await rest(random.around(100), stop);
  await adapter.pause(queue, 0);
}

async function unhold({ adapter, random }: Workplace, queue: string): Promise<void> {
  if (random.chance(0.7)) return void (await adapter.unhold(queue, { max: random.whole(1, 50) }));
  const held = await adapter.peek(queue, 'held', 5);
  await adapter.unhold(queue, { ids: held.map(({ id }) => id) });
}

async function remove({ adapter, random }: Workplace, queue: string): Promise<void> {
  const seen = await adapter.peek(queue, random.pick(['ready', 'delayed', 'held']), 3);
  if (seen.length === 0) return;
  await adapter.remove(
    queue,
    seen.map(({ id }) => id),
  );
}

async function look({ adapter, random }: Workplace, queue: string): Promise<void> {
  await adapter.stats(queue);
  await adapter.peek(queue, random.pick(['ready', 'delayed', 'reserved', 'held']), 10);
}
