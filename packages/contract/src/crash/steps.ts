import type { Capabilities } from '@jq/core/adapter';
import { passing, type Transport } from '@jq/core/emulations';

/**
 * A point at which a process may end: before a transport does something, or after, when nobody has
 * heard of it yet.
 */
export interface Step {
  readonly verb: 'send' | 'receive' | 'remove' | 'release' | 'retry' | 'extend';
  readonly when: 'before' | 'after';
}

/** Reached at each step; what it throws, the caller of the transport gets. */
export type StepHook = (step: Step) => Promise<void> | void;

/**
 * A transport that can be stopped between any two steps. Emulations are composed over it, as over
 * the one inside.
 */
export function stepped<C extends Capabilities>(inner: Transport<C>, at: StepHook): Transport<C> {
  const around = async <T>(verb: Step['verb'], act: () => Promise<T>): Promise<T> => {
    await at({ verb, when: 'before' });
    const answer = await act();
    await at({ verb, when: 'after' });
    return answer;
  };
  const { release, retry, extend } = bound(inner);
  return {
    ...passing(inner),
    send: (...asked) => around('send', () => inner.send(...asked)),
    receive: (...asked) => around('receive', () => inner.receive(...asked)),
    remove: (...asked) => around('remove', () => inner.remove(...asked)),
    ...(release && { release: (...asked) => around('release', () => release(...asked)) }),
    ...(retry && { retry: (...asked) => around('retry', () => retry(...asked)) }),
    ...(extend && { extend: (...asked) => around('extend', () => extend(...asked)) }),
  };
}

type Bound = Pick<Transport, 'release' | 'retry' | 'extend'>;

function bound(inner: Transport): Bound {
  const verbs = ['release', 'retry', 'extend'] as const;
  return Object.fromEntries(verbs.map((verb) => [verb, inner[verb]?.bind(inner)]));
}
