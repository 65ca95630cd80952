import type { Results } from '../adapter/adapter.js';
import type { Capabilities } from '../adapter/capabilities.js';
import { fillIn } from '../adapter/results.js';
import { JobQueueError } from '../errors.js';
import { type Emulating, emulating } from './emulating.js';
import { copyOf, type Move, Mover } from './mover.js';
import { type Again, passing, type Transport } from './transport.js';

export type Resending<C extends Capabilities> = Emulating<
  C,
  'RETRY' | CountedByFrames<C>,
  CountedByFrames<C> extends never ? object : { readonly attempts: 'explicit-only' }
>;

/** ATTEMPTS, where the broker does not count. */
type CountedByFrames<C extends Capabilities> = C['rules']['ATTEMPTS'] extends 'unsupported'
  ? 'ATTEMPTS'
  : never;

const RETRY =
  'A retry that the broker can not do in place writes a new copy, then removes the old one: a crash between leaves both.';
const ATTEMPTS =
  'Counted in the task when it is retried or held: a lease that lapses or is given back may not be counted.';

/**
 * `retry` for every delivery, delay and priority: in place where the broker can, else by a copy.
 * Counts attempts where the broker does not, so there retries are always copies.
 */
export function resending<C extends Capabilities>(inner: Transport<C>): Transport<Resending<C>> {
  const mover = new Mover(inner);
  const counted = inner.supports.rules.ATTEMPTS !== 'unsupported';
  const hazards: Partial<Record<'RETRY' | 'ATTEMPTS', string>> = counted
    ? { RETRY }
    : { RETRY, ATTEMPTS };
  const more = counted ? {} : { attempts: 'explicit-only' };
  return {
    ...passing<Capabilities>(inner),
    // Depends on C in ways that only the type says.
    supports: emulating(
      inner.supports,
      hazards as Record<'RETRY', string>,
      more as object,
    ) as unknown as Resending<C>,
    retry: async (again, options) => {
      const results: Outcome[] = again.map(() => 'copy');
      await fillIn(
        results,
        again,
        (index) => inner.retry !== undefined && keepsAsItIs(again[index] as Again),
        async (asked) => (await inner.retry?.(asked, options))?.map(toOutcome) ?? [],
      );
      const copied = again.filter((_, index) => results[index] === 'copy').map(toMove);
      const moved = await mover.move(copied, options);
      return results.map((each) => (each === 'copy' ? moved.shift() : each));
    },
  };
}

type Outcome = Results[number] | 'copy';

/** In place nothing of the stored task changes. */
function keepsAsItIs({ delivery, priority = delivery.frame.priority }: Again): boolean {
  return delivery.receives !== undefined && priority === delivery.frame.priority;
}

function toOutcome(result: Results[number]): Outcome {
  return JobQueueError.is(result, 'unsupported') ? 'copy' : result;
}

function toMove({ delivery, delayMs, priority = delivery.frame.priority }: Again): Move {
  return { delivery, to: delivery.queue, frame: copyOf(delivery, { priority }), delayMs };
}
