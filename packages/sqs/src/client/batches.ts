import { setTimeout as sleep } from 'node:timers/promises';

import { JobQueueError } from '@jq/core/adapter';

import { entryFailure } from './failure.js';
import { pauseAfter } from './requests.js';

/** What SQS answers to a batch: HTTP 200 says nothing about its entries. */
export interface BatchAnswer {
  readonly Successful?: readonly { readonly Id: string | undefined }[] | undefined;
  readonly Failed?:
    | readonly {
        readonly Id: string | undefined;
        readonly Code: string | undefined;
        readonly Message?: string | undefined;
        readonly SenderFault: boolean | undefined;
      }[]
    | undefined;
}

export type Outcome = JobQueueError | undefined;

interface Batch<Entry> {
  readonly action: string;
  readonly until: number;
  /** It happening twice would matter: an entry without an answer is `ambiguous`. */
  readonly once: boolean;
  ask(entries: readonly Identified<Entry>[]): Promise<BatchAnswer>;
}

/** An entry by whose id its answer is told. */
export type Identified<Entry> = Entry & { readonly Id: string };

/**
 * Sends a batch until each of its entries has an outcome; those that failed in passing are sent
 * again by themselves.
 */
export async function askBatch<Entry extends object>(
  entries: readonly Entry[],
  batch: Batch<Entry>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = entries.map(() => undefined);
  let open = entries.map((entry, index) => ({ ...entry, Id: String(index) }));
  for (let tries = 0; ; tries += 1) {
    const answer = await answerTo(open, batch);
    if (JobQueueError.is(answer)) {
      for (const { Id } of open) outcomes[Number(Id)] = answer;
      return outcomes;
    }
    const again = new Set<string>();
    for (const { Id } of open) {
      const { outcome, passing } = outcomeOf(Id, answer, batch);
      outcomes[Number(Id)] = outcome;
      if (passing) again.add(Id);
    }
    open = open.filter(({ Id }) => again.has(Id));
    const pauseMs = pauseAfter(tries);
    if (open.length === 0 || performance.now() + pauseMs >= batch.until) return outcomes;
    await sleep(pauseMs);
  }
}

async function answerTo<Entry>(
  open: readonly Identified<Entry>[],
  batch: Batch<Entry>,
): Promise<BatchAnswer | JobQueueError> {
  try {
    return await batch.ask(open);
  } catch (error) {
    return JobQueueError.from(error, `SQS ${batch.action}`);
  }
}

function outcomeOf(
  id: string,
  { Successful: good = [], Failed: bad = [] }: BatchAnswer,
  { action, once }: { readonly action: string; readonly once: boolean },
): { readonly outcome: Outcome; readonly passing: boolean } {
  if (good.some(({ Id }) => Id === id)) return { outcome: undefined, passing: false };
  const failed = bad.find(({ Id }) => Id === id);
  if (failed === undefined) {
    const code = once ? 'ambiguous' : 'unavailable';
    const outcome = new JobQueueError(
      code,
      `SQS ${action}: the answer to a batch left this entry out`,
    );
    return { outcome, passing: !once };
  }
  const { kind, error } = entryFailure(
    {
      code: failed.Code ?? '',
      message: failed.Message ?? '',
      senderFault: failed.SenderFault ?? false,
    },
    action,
  );
  return { outcome: error, passing: kind === 'passing' };
}
