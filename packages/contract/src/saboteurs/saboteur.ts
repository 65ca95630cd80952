import { type Adapter, decorated } from '@jq/core/adapter';

import type { Connection, Space } from '../space.js';

/** A way to break one thing of a correct adapter, and the checks that must notice. */
export interface Saboteur {
  readonly name: string;
  /** What it breaks, in a sentence. */
  readonly does: string;
  /** Ids of checks, each of which must fail. */
  readonly caughtBy: readonly string[];
  /** Called once per space; answers what breaks each of its connections. */
  arm(): (adapter: Connection) => Adapter;
}

/** The space with every connection sabotaged. */
export function sabotaged(space: Space, saboteur: Saboteur): Space {
  const breakIt = saboteur.arm();
  return { ...space, connect: async () => breakIt((await space.connect()) as Connection) };
}

/** A saboteur that needs no memory beyond one connection. */
export function saboteur(
  name: string,
  does: string,
  caughtBy: readonly string[],
  changes: (adapter: Connection) => Partial<Connection>,
): Saboteur {
  return { name, does, caughtBy, arm: () => (adapter) => decorated(adapter, changes(adapter)) };
}
