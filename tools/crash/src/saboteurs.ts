import { setTimeout as sleep } from 'node:timers/promises';

import { JobQueueError } from '@jq/core';
import { decorated, type Lease, type NewTask, type Reservation } from '@jq/core/adapter';

import type { Finding } from './check.js';
import type { Random } from './random.js';
import type { FullAdapter } from './recorded-adapter.js';
import type { Role } from './role.js';

/** A fault to plant in an adapter, and the rule whose check must find it. */
interface Saboteur {
  readonly breaks: Finding['kind'];
  /** Only a drainer's deliveries have a provable order; elsewhere it stays out of the draining. */
  readonly drains?: boolean;
  readonly wrap: (
    adapter: FullAdapter,
    strikes: () => boolean,
    lateMs: number,
  ) => Partial<FullAdapter>;
}

const STRIKES_ONE_IN = 40;

export type SaboteurName =
  | 'forget-put'
  | 'drop-complete'
  | 'come-early'
  | 'give-twice'
  | 'mangle-body'
  | 'free-held'
  | 'accept-stale'
  | 'refuse-live'
  | 'ignore-pause'
  | 'reverse-order'
  | 'answer-late';

const SABOTEURS: Readonly<Record<SaboteurName, Saboteur>> = {
  'forget-put': {
    breaks: 'lost',
    wrap: (adapter, strikes) => ({
      put: (queue, tasks) => withSome(tasks, strikes, (sent) => adapter.put(queue, sent), idOf),
    }),
  },
  'drop-complete': {
    breaks: 'after-complete',
    wrap: (adapter, strikes) => ({
      complete: (leases) => withSome(leases, strikes, (sent) => adapter.complete(sent), nothing),
    }),
  },
  'come-early': {
    breaks: 'early',
    wrap: (adapter, strikes) => ({
      put: (queue, tasks) =>
        adapter.put(
          queue,
          tasks.map((task) => (strikes() ? { ...task, delayMs: 0 } : task)),
        ),
    }),
  },
  'give-twice': { breaks: 'double-lease', wrap: givingTwice },
  'mangle-body': {
    breaks: 'bytes',
    wrap: (adapter, strikes) => ({
      reserve: async (queues, options) => {
        const taken = await adapter.reserve(queues, options);
        return taken.map((each) => (strikes() ? mangled(each) : each));
      },
    }),
  },
  'free-held': {
    breaks: 'held',
    wrap: (adapter) => ({
      hold: (leases) => adapter.retry(leases.map((lease) => ({ lease, delayMs: 0 }))),
    }),
  },
  'accept-stale': {
    breaks: 'fenced',
    wrap: (adapter) => ({
      retry: async (retries) => (await adapter.retry(retries)).map(nothing),
      complete: async (leases) => (await adapter.complete(leases)).map(nothing),
    }),
  },
  'refuse-live': {
    breaks: 'refused-alive',
    wrap: (adapter, strikes) => ({
      complete: async (leases) => {
        const refusal = new JobQueueError('lease-lost', 'sabotage');
        return (await adapter.complete(leases)).map((result) => (strikes() ? refusal : result));
      },
    }),
  },
  'ignore-pause': {
    breaks: 'paused',
    wrap: () => ({ pause: async () => undefined }),
  },
  'reverse-order': {
    breaks: 'order',
    drains: true,
    wrap: (adapter) => ({
      reserve: async (queues, options) => (await adapter.reserve(queues, options)).toReversed(),
    }),
  },
  'answer-late': {
    breaks: 'fault',
    wrap: (adapter, strikes, lateMs) => ({
      put: async (queue, tasks) => {
        const results = await adapter.put(queue, tasks);
        if (strikes()) await sleep(lateMs);
        return results;
      },
    }),
  },
};

export const SABOTEUR_NAMES: readonly SaboteurName[] = Object.keys(SABOTEURS) as SaboteurName[];

export function strikesRole(name: SaboteurName, role: Role): boolean {
  const { drains = false }: Saboteur = SABOTEURS[name];
  return role !== 'drainer' || drains;
}

export function brokenKind(name: SaboteurName): Finding['kind'] {
  return SABOTEURS[name].breaks;
}

/**
 * An adapter with a planted fault, which shows in one of some cases; `lateMs` is too late for an
 * answer.
 */
export function sabotaged(
  adapter: FullAdapter,
  name: SaboteurName,
  random: Random,
  lateMs: number,
): FullAdapter {
  const saboteur: Saboteur = SABOTEURS[name];
  const changes = saboteur.wrap(adapter, () => random.chance(1 / STRIKES_ONE_IN), lateMs);
  return decorated(adapter, changes);
}

/** Keeps items from `send` where the saboteur strikes, and reports them as done all the same. */
async function withSome<T, R>(
  items: readonly T[],
  strikes: () => boolean,
  send: (items: readonly T[]) => Promise<readonly R[]>,
  pretend: (item: T) => R,
): Promise<readonly R[]> {
  const kept = items.map(() => !strikes());
  const results = (await send(items.filter((_, index) => kept[index]))).values();
  return items.map((item, index) => (kept[index] ? (results.next().value as R) : pretend(item)));
}

function givingTwice(adapter: FullAdapter, strikes: () => boolean): Partial<FullAdapter> {
  let again: Reservation | undefined;
  return {
    reserve: async (queues, options) => {
      const taken = await adapter.reserve(queues, options);
      const extra = again;
      again = strikes() ? copied(taken[0]) : undefined;
      return extra === undefined ? taken : [...taken, extra];
    },
  };
}

function copied(given: Reservation | undefined): Reservation | undefined {
  if (given === undefined) return undefined;
  const lease: Lease = { ...given.lease };
  return { ...given, lease, attempts: (given.attempts ?? 0) + 1 };
}

function mangled({ body, ...rest }: Reservation): Reservation {
  const other = Uint8Array.from(body);
  other[0] = (other[0] ?? 0) ^ 1;
  return { ...rest, body: other };
}

const idOf = ({ id }: NewTask): string => id;
const nothing = (): undefined => undefined;
