import { setTimeout as sleep } from 'node:timers/promises';

import type { Bodies } from './body.js';
import type { Random } from './random.js';
import type { RecordedAdapter } from './recorded-adapter.js';

/** What every role works with. */
export interface Workplace {
  /** Unique among all processes of a run; task ids start with it. */
  readonly name: string;
  readonly adapter: RecordedAdapter;
  readonly random: Random;
  readonly bodies: Bodies;
  /** Aborted when the role should come to its end. */
  readonly stop: AbortSignal;
  /** Mean pause of a producer between two bursts. */
  readonly paceMs: number;
  /** Told just before a write of megabytes, the best moment for a kill. */
  readonly onLargeWrite: () => void;
  /** Told how many tasks the broker has just completed. */
  readonly onCompleted: (tasks: number) => void;
}

export const QUEUES: readonly string[] = ['mail', 'images', 'reports'];

/** The only queue that is ever purged, so that elsewhere every put must come back. */
export const SCRATCH = 'scratch';

/** Sleeps, but not past the role's end. */
export async function rest(ms: number, stop: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stop }).catch(() => undefined);
}
