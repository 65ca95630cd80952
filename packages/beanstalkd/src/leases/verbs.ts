import { checkWhole, type Lease, MAX_PRIORITY, type Retry } from '@jq/core/adapter';

import { secondsOf } from '../seconds.js';
import type { Settling } from './settle.js';

const anything = (): void => undefined;
const itself = (lease: Lease): Lease => lease;

export const completing: Settling<Lease> = {
  verb: 'complete',
  success: 'DELETED',
  keepsPriority: () => false,
  leaseOf: itself,
  check: anything,
  command: (_lease, jobId) => `delete ${jobId}`,
};

export const holding: Settling<Lease> = {
  verb: 'hold',
  success: 'BURIED',
  keepsPriority: () => true,
  leaseOf: itself,
  check: anything,
  command: (_lease, jobId, priority) => `bury ${jobId} ${priority}`,
};

/** Retries with delays of up to `maxDelayMs`. */
export function retrying(maxDelayMs: number): Settling<Retry> {
  return {
    verb: 'retry',
    success: 'RELEASED',
    keepsPriority: ({ priority }) => priority === undefined,
    leaseOf: ({ lease }) => lease,
    check: ({ delayMs, priority }) => {
      checkWhole('delayMs', delayMs, 0, maxDelayMs);
      if (priority !== undefined) checkWhole('priority', priority, 0, MAX_PRIORITY);
    },
    command: ({ delayMs, priority }, jobId, own) =>
      `release ${jobId} ${priority ?? own} ${secondsOf(delayMs)}`,
  };
}
