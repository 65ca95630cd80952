import type { Lease, Reservation } from '@jq/core/adapter';

import { type Workplace, QUEUES, rest, SCRATCH } from './workplace.js';

const MOST_OPEN = 64;

/** Reserves and settles in every way a worker may, and in some it should not, until stopped. */
export async function work(place: Workplace): Promise<void> {
  const { stop } = place;
  const open = new Set<Promise<void>>();
  while (!stop.aborted) {
    const taken = await look(place, MOST_OPEN - open.size);
    const handling = handleAll(place, taken).finally(() => open.delete(handling));
    open.add(handling);
    if (open.size >= MOST_OPEN) await Promise.race(open);
  }
  await Promise.all(open);
}

async function look({ adapter, random }: Workplace, room: number): Promise<readonly Reservation[]> {
  const queues = random.shuffled([...QUEUES, SCRATCH]).slice(0, random.whole(1, 4));
  const max = random.chance(0.5) ? 1 : random.whole(1, Math.max(1, room));
  const waitMs = random.pick([0, 20, 200]);
  if (!random.chance(0.03)) return adapter.reserve(queues, { max, waitMs });
  return adapter.reserve(queues, { max, waitMs, signal: AbortSignal.timeout(random.whole(0, 30)) });
}

/** Either one settle for all, as the core's settler batches them, or each on its own. */
async function handleAll(place: Workplace, taken: readonly Reservation[]): Promise<void> {
  const { random, stop } = place;
  const leases = taken.map(({ lease }) => lease);
  if (leases.length === 0) return;
  if (leases.length > 1 && random.chance(0.6)) {
    if (random.chance(0.3)) await rest(random.around(20), stop);
    await complete(place, leases);
    return;
  }
  await Promise.all(leases.map((lease) => handle(place, lease)));
}

async function handle(place: Workplace, lease: Lease): Promise<void> {
  const { adapter, random, stop } = place;
  const roll = random.next();
  if (random.chance(0.3)) await rest(random.around(15), stop);
  if (roll < 0.03) return; // forgets it: the ttr must bring it back
  if (roll < 0.05) return outstay(place, lease);
  if (roll < 0.1) return keepTouching(place, lease);
  if (roll < 0.17) return retry(place, lease);
  if (roll < 0.2) return void (await adapter.hold([lease]));
  await complete(place, [lease]);
  if (roll < 0.23) await adapter.complete([lease]);
}

async function complete(
  { adapter, onCompleted }: Workplace,
  leases: readonly Lease[],
): Promise<void> {
  const results = await adapter.complete(leases);
  onCompleted(results?.filter((result) => result === undefined).length ?? 0);
}

/** Settles when the lease is likely over: it must be refused if somebody has the task now. */
async function outstay({ adapter, random, stop }: Workplace, lease: Lease): Promise<void> {
  await rest(lease.ttrMs + random.whole(-20, 200), stop);
  if (random.chance(0.5)) await adapter.complete([lease]);
  else await adapter.retry([{ lease, delayMs: 0 }]);
}

async function keepTouching({ adapter, random, stop }: Workplace, lease: Lease): Promise<void> {
  const touches = random.whole(1, 3);
  for (let count = 0; count < touches && !stop.aborted; count += 1) {
    await rest(random.whole(0, Math.ceil(lease.ttrMs * 0.8)), stop);
    await adapter.touch([lease]);
  }
  await adapter.complete([lease]);
}

async function retry({ adapter, random }: Workplace, lease: Lease): Promise<void> {
  const delayMs = random.chance(0.5) ? 0 : random.whole(1, 800);
  const priority = random.chance(0.3) ? { priority: random.whole(0, 1000) } : {};
  await adapter.retry([{ lease, delayMs, ...priority }]);
}
