import type { Adapter, CallOptions } from './adapter.js';
import type { BrokerVerbs, Maybe } from './broker-verbs.js';
import type { TaskState } from './capabilities.js';
import { checkState, checkTaskIds, checkUnhold, checkWhole } from './checks.js';
import { stateUnsupported, withoutDoubt } from './refusals.js';

/** Runs one call, as the front runs every call; with a queue, its name is checked first. */
export type OperatorCall = <T>(
  options: CallOptions | undefined,
  queue: string | undefined,
  work: () => Maybe<T>,
) => Promise<T>;

type Changing = Pick<Adapter, 'unhold' | 'remove' | 'purge' | 'pause'>;
type Looking = Pick<Adapter, 'peek' | 'stats' | 'queues'>;

/** The verbs for people, as far as the broker has them. */
export function operatorVerbs(verbs: BrokerVerbs, call: OperatorCall): Changing & Looking {
  return { ...changing(verbs, call), ...looking(verbs, call) };
}

function changing(verbs: BrokerVerbs, call: OperatorCall): Changing {
  return {
    ...(verbs.unhold && {
      unhold: (queue, which, options) =>
        call(options, queue, () => {
          checkUnhold(which);
          return verbs.unhold!(queue, which, options);
        }),
    }),
    ...(verbs.remove && {
      remove: (queue, ids, options) =>
        call(options, queue, () => {
          checkTaskIds(ids);
          return ids.length === 0 ? [] : verbs.remove!(queue, ids, options);
        }),
    }),
    ...(verbs.purge && {
      purge: (queue, state, options) =>
        call(options, queue, () => {
          if (state !== undefined) refuseState(verbs, 'purge', state);
          return verbs.purge!(queue, state, options);
        }),
    }),
    ...(verbs.pause && {
      pause: (queue, forMs, options) =>
        call(options, queue, () => {
          checkWhole('forMs', forMs, 0, verbs.supports.maxDelayMs);
          return verbs.pause!(queue, forMs, options);
        }),
    }),
  };
}

/** What changes nothing leaves nothing in doubt. */
function looking(verbs: BrokerVerbs, call: OperatorCall): Looking {
  const look: OperatorCall = (options, queue, work) =>
    call(options, queue, work).catch((error: unknown) => {
      throw withoutDoubt(error);
    });
  return {
    ...(verbs.peek && {
      peek: (queue, state, max, options) =>
        look(options, queue, () => {
          refuseState(verbs, 'peek', state);
          checkWhole('max', max, 1, Number.MAX_SAFE_INTEGER);
          return verbs.peek!(queue, state, max, options);
        }),
    }),
    ...(verbs.stats && {
      stats: (queue, options) => look(options, queue, () => verbs.stats!(queue, options)),
    }),
    ...(verbs.queues && {
      queues: (options) => look(options, undefined, () => verbs.queues!(options)),
    }),
  };
}

/** @throws JobQueueError `invalid`, `unsupported` */
function refuseState(verbs: BrokerVerbs, verb: 'peek' | 'purge', state: TaskState): void {
  checkState(state);
  const states: readonly TaskState[] = verbs.supports[verb];
  if (!states.includes(state))
    throw stateUnsupported(verb, state, states, verbs.stateHint?.(verb, state));
}
