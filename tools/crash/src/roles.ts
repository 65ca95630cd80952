import { setMaxListeners } from 'node:events';

import type { ActorSettings } from './actor-settings.js';
import { Bodies } from './body.js';
import { bootMs } from './boot-clock.js';
import { drain } from './drain.js';
import { operate } from './operator.js';
import { produce } from './producer.js';
import { Random } from './random.js';
import { type FullAdapter, RecordedAdapter } from './recorded-adapter.js';
import type { Role } from './role.js';
import { sabotaged, strikesRole } from './saboteurs.js';
import { work } from './worker.js';
import type { Workplace } from './workplace.js';

const ROLES: Readonly<Record<Role, (place: Workplace) => Promise<void>>> = {
  producer: produce,
  worker: work,
  operator: operate,
  drainer: drain,
};

/** Plays a role on an adapter until `stop`, then closes it. */
export async function play(
  settings: ActorSettings,
  bare: FullAdapter,
  stop: AbortSignal,
  onLargeWrite: () => void,
  onCompleted: (tasks: number) => void = () => undefined,
): Promise<void> {
  const { name, role, seed, paceMs, hangMs, saboteur } = settings;
  const random = new Random(seed);
  const planted = saboteur !== undefined && strikesRole(saboteur, role);
  const target = planted ? sabotaged(bare, saboteur, random, hangMs * 2) : bare;
  const adapter = new RecordedAdapter(name, target, settings.history);
  const endWatch = watchForHangs(adapter, hangMs);
  // Every rest of a role listens to it.
  setMaxListeners(0, stop);
  const bodies = new Bodies(random);
  await ROLES[role]({ name, adapter, random, bodies, stop, paceMs, onLargeWrite, onCompleted });
  await adapter.close();
  endWatch();
}

const BEAT_MS = 500;

/**
 * Says a fault for each call that stays unanswered too long; time in which this process stood still
 * doesn't count.
 */
function watchForHangs(adapter: RecordedAdapter, limitMs: number): () => void {
  let last = bootMs();
  const timer = setInterval(() => {
    const now = bootMs();
    const stoodStill = Math.max(0, now - last - BEAT_MS);
    last = now;
    for (const [op, { verb, dueMs }] of adapter.pending) {
      if (now - dueMs - stoodStill < limitMs) {
        adapter.pending.set(op, { verb, dueMs: dueMs + stoodStill });
        continue;
      }
      adapter.pending.delete(op);
      adapter.fault(`${verb} (op ${op}) was still unanswered after ${Math.round(now - dueMs)} ms`);
    }
  }, BEAT_MS);
  timer.unref();
  return () => clearInterval(timer);
}
