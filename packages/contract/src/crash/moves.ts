import type { Lease } from '@jq/core/adapter';

import type { Lab } from '../lab.js';
import type { RandomSource } from '../random-source.js';
import type { Connection } from '../space.js';

/** What a move works with: its tasks are in `lab.queue`. */
interface Scene {
  readonly lab: Lab;
  readonly random: RandomSource;
  /** The connection that is stopped in the middle. */
  readonly victim: Connection;
  readonly other: Connection;
  /** How many tasks. */
  readonly count: number;
}

/** Something that is done in more than one step, on tasks of which none may be lost. */
export interface CrashMove {
  readonly name: string;
  /** Whether the adapter has it. */
  readonly fits: (lab: Lab) => boolean;
  /** Delays of the tasks. */
  readonly delayed?: boolean;
  /** Gets ready without being stopped; answers what may be stopped. */
  readonly prepare: (scene: Scene) => Promise<() => Promise<unknown>>;
}

async function leases({ lab, victim, count }: Scene): Promise<Lease[]> {
  return (await lab.takeSome(victim, count)).map(({ lease }) => lease);
}

async function heldByOther({ lab, other, count }: Scene): Promise<Lease[]> {
  const got = (await lab.takeSome(other, count)).map(({ lease }) => lease);
  await lab.settle(other.hold(got));
  return got;
}

/** So far from what it is that a broker which tells three priorities apart must move the task. */
function another(random: RandomSource, priority: number | undefined): number {
  if (priority === 0) return random.pick([512, 4_294_967_295]);
  return priority === 512 ? random.pick([0, 4_294_967_295]) : random.pick([0, 512]);
}

export const moves: readonly CrashMove[] = [
  {
    name: 'complete',
    fits: () => true,
    prepare: async (scene) => {
      const taken = await leases(scene);
      return () => scene.victim.complete(taken);
    },
  },
  {
    name: 'retry at once',
    fits: () => true,
    prepare: async (scene) => {
      const taken = await leases(scene);
      return () => scene.victim.retry(taken.map((lease) => ({ lease, delayMs: 0 })));
    },
  },
  {
    name: 'retry after a delay',
    fits: (lab) => lab.has('DELAY'),
    prepare: async (scene) => {
      const taken = await leases(scene);
      const delayMs = scene.lab.shortMs;
      return () => scene.victim.retry(taken.map((lease) => ({ lease, delayMs })));
    },
  },
  {
    name: 'retry with another priority',
    fits: (lab) => lab.has('ORDER'),
    prepare: async (scene) => {
      const taken = await scene.lab.takeSome(scene.victim, scene.count);
      const retries = taken.map(({ lease, priority }) => ({
        lease,
        delayMs: 0,
        priority: another(scene.random, priority),
      }));
      return () => scene.victim.retry(retries);
    },
  },
  {
    name: 'hold',
    fits: (lab) => lab.has('HOLD'),
    prepare: async (scene) => {
      const taken = await leases(scene);
      return () => scene.victim.hold(taken);
    },
  },
  {
    name: 'unhold',
    fits: (lab) => lab.has('HOLD'),
    prepare: async (scene) => {
      await heldByOther(scene);
      const max = 1 + scene.random.below(scene.count);
      return () => scene.victim.unhold(scene.lab.queue, { max });
    },
  },
  {
    name: 'unhold by id',
    fits: (lab) => lab.has('HOLD'),
    prepare: async (scene) => {
      const held = await heldByOther(scene);
      const ids = held.map(({ taskId }) => taskId).filter(() => scene.random.onceIn(2));
      return () => scene.victim.unhold(scene.lab.queue, { ids: [...ids, 'unknown'] });
    },
  },
  {
    name: 'take after a delay',
    fits: (lab) => lab.has('DELAY'),
    delayed: true,
    prepare: async ({ lab, victim, count }) => {
      const waitMs = Math.min(lab.supports.maxWaitMs, 2 * lab.shortMs);
      return async () => {
        for (let left = count; left > 0; left -= 1)
          await victim.reserve([lab.queue], { max: 1 + left, waitMs });
      };
    },
  },
  {
    name: 'lapse',
    fits: () => true,
    prepare: async (scene) => {
      await leases(scene);
      return () => scene.lab.sleep(2 * scene.lab.shortMs);
    },
  },
  {
    name: 'all kinds at once',
    fits: (lab) => lab.has('HOLD', 'DELAY'),
    prepare: async (scene) => {
      const { lab, random, victim } = scene;
      const taken = await leases(scene);
      const settle = (lease: Lease): Promise<unknown> =>
        random.pick([
          () => victim.complete([lease]),
          () => victim.hold([lease]),
          () => victim.retry([{ lease, delayMs: 0 }]),
          () => victim.retry([{ lease, delayMs: lab.shortMs }]),
          () => victim.unhold(lab.queue, { max: 1 }),
        ])();
      return () => Promise.all(taken.map(settle));
    },
  },
];
