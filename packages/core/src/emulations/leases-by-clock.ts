import type { Capabilities } from '../adapter/capabilities.js';
import { checkWhole } from '../adapter/checks.js';
import { type Clock, systemClock } from '../time/clock.js';
import { ClockedLeases } from './clocked-leases.js';
import { type Emulating, emulating } from './emulating.js';
import { passing, type Transport } from './transport.js';

export interface LeasesByClockOptions {
  /** Longest ttr to take. Default: a year. */
  readonly maxTtrMs?: number;
  readonly clock?: Clock;
}

const YEAR_MS = 31_557_600_000;

export type LeasesByClock<C extends Capabilities> = Emulating<
  C,
  'LAPSE' | 'TOUCH',
  { readonly minTtrMs: 1; readonly maxTtrMs: number }
>;

/**
 * Ttr and touch for leases that belong to a connection: this process counts the ttr by its own
 * clock that never steps, and gives the task back to the broker when it is over. In place where the
 * broker can, else by a copy. Takes back the very deliveries that it gave, so it is outside of what
 * makes new ones of them, such as `bands`.
 */
export function leasesByClock<C extends Capabilities>(
  inner: Transport<C>,
  options: LeasesByClockOptions = {},
): Transport<LeasesByClock<C>> {
  const { maxTtrMs = YEAR_MS } = options;
  checkWhole('maxTtrMs', maxTtrMs, 1, Number.MAX_SAFE_INTEGER);
  const leases = new ClockedLeases(inner, options.clock ?? systemClock);
  return {
    ...passing<Capabilities>(inner),
    supports: emulating(
      inner.supports,
      {
        LAPSE:
          'The worker that has the task counts its ttr: while its process is stopped or its connection hangs, nobody else gets the task.',
        TOUCH: 'The worker that has the task counts its ttr; the broker hears nothing of a touch.',
      },
      { minTtrMs: 1, maxTtrMs } as const,
    ),
    receive: async (queues, asked) =>
      leases.begin(await inner.receive(queues, asked), asked.leaseMs),
    remove: (deliveries, asked) =>
      leases.end(deliveries, deliveries, (open) => inner.remove(open, asked)),
    release: (deliveries, asked) =>
      leases.end(deliveries, deliveries, (open) => leases.giveBack(open, asked)),
    ...(inner.retry && {
      retry: (again, asked) =>
        leases.end(
          again.map(({ delivery }) => delivery),
          again,
          async (open) => (await inner.retry?.(open, asked)) ?? [],
        ),
    }),
    extend: (deliveries) => leases.extend(deliveries),
    close: async () => {
      await leases.stop();
      await inner.close();
    },
  };
}
