import type { Results } from '@jq/core/adapter';
import { JobQueueError } from '@jq/core/adapter';

import type { Outcome } from '../client/batches.js';
import type { Lane } from './lane.js';
import type { Receipt } from './receipt.js';

/**
 * Asks each lane for its own receipts, and puts the outcomes in the order of all. Receipts that are
 * over are not sent.
 */
export async function perLane(
  receipts: readonly Receipt[],
  ask: (lane: Lane, receipts: readonly Receipt[]) => Promise<readonly Outcome[]>,
): Promise<Results> {
  const outcomes = new Map<Receipt, Outcome>();
  const lanes = new Set(receipts.map(({ lane }) => lane));
  await Promise.all(
    [...lanes].map(async (lane) => {
      const open = receipts.filter((receipt) => receipt.lane === lane && !receipt.isOver);
      const answers = open.length === 0 ? [] : await ask(lane, open);
      for (const [index, receipt] of open.entries()) outcomes.set(receipt, answers[index]);
    }),
  );
  return receipts.map((receipt) => (outcomes.has(receipt) ? outcomes.get(receipt) : over()));
}

function over(): JobQueueError {
  return new JobQueueError('lease-lost', 'the lease has ended; SQS gives the task to others');
}
