import { startRedis } from '@jq/brokers';
import type { Adapter } from '@jq/core';

import type { Target } from './actor-settings.js';

/** A broker whose clients are killed. */
export interface Subject {
  readonly target: Target;
  /** What all processes share, and how it is ended; undefined where it is a folder of the run. */
  readonly start?: () => Promise<{ readonly url: string; stop(): Promise<void> }>;
}

export type SubjectName = 'file' | 'redis';

export const SUBJECTS: Readonly<Record<SubjectName, Subject>> = {
  file: {
    target: {
      module: '@jq/file',
      factory: 'file',
      // Far smaller than anybody would choose, so that segments end all the time.
      options: { durability: 'fsync', segmentBytes: 512 * 1024 },
    },
  },
  redis: {
    target: { module: '@jq/redis', factory: 'redis', options: {} },
    start: () => startRedis(),
  },
};

/** Makes an adapter for a store, as each process does. */
export async function adapterFor<A extends Adapter>(
  { module, factory, options }: Target,
  store: string,
): Promise<A> {
  const exported = (await import(module)) as Record<string, unknown>;
  return (exported[factory] as (store: string, options: object) => A)(store, options);
}
