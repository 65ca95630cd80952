import type { TaskState } from '@jq/core/adapter';

import { numberOf, valueOf } from './yaml.js';

/** What the server tells about one job. */
export interface JobStats {
  readonly id: string;
  readonly queue: string;
  readonly state: TaskState;
  readonly priority: number;
  readonly ttrSeconds: number;
  /** Whole seconds, rounded down; negative when the server has missed a deadline. */
  readonly secondsLeft: number;
  /** Deliveries since the server started. */
  readonly reserves: number;
}

const STATES: Readonly<Record<string, TaskState>> = {
  ready: 'ready',
  delayed: 'delayed',
  reserved: 'reserved',
  buried: 'held',
};

/** Reads a reply to `stats-job`. */
export function jobStats(body: Buffer): JobStats {
  const text = body.toString('latin1');
  return {
    id: valueOf(text, 'id') ?? '',
    queue: valueOf(text, 'tube') ?? '',
    state: STATES[valueOf(text, 'state') ?? ''] ?? 'reserved',
    priority: numberOf(text, 'pri'),
    ttrSeconds: numberOf(text, 'ttr'),
    secondsLeft: numberOf(text, 'time-left'),
    reserves: numberOf(text, 'reserves'),
  };
}
