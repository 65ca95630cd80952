import type fc from 'fast-check';

import type { Model } from './model.js';
import type { HeldLease, World } from './world.js';

export type Command = fc.AsyncCommand<Model, World>;

/** A call with its arguments spelled out, so that a counterexample can be read. */
export function command(
  text: string,
  run: (model: Model, world: World) => Promise<void>,
  check: (model: Model) => boolean = () => true,
): Command {
  return { check, run, toString: () => text };
}

/** A call with the lease of that number, if there are leases at all. */
export function withLease(
  text: string,
  index: number,
  run: (model: Model, world: World, lease: HeldLease) => Promise<void>,
): Command {
  return command(`${text} lease ${index}`, async (model, world) => {
    const lease = world.leases[index % Math.max(1, world.leases.length)];
    if (lease !== undefined) await run(model, world, lease);
  });
}
