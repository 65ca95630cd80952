import type { Capabilities } from '../adapter/capabilities.js';
import { checkWhole } from '../adapter/checks.js';
import { type Clock, systemClock } from '../time/clock.js';
import { type Emulating, emulating } from './emulating.js';
import { copyOf, Mover } from './mover.js';
import { type Expiring, ParkedTasks } from './parked-tasks.js';
import { heldPlace, queueOfHeldPlace, refuseHeldPlace } from './side-queues.js';
import { passing, type Transport } from './transport.js';
import { wallTime } from './wall-time.js';

export interface ParkingOptions {
  /**
   * How long the broker keeps a message at most, where a delivery does not say. Default: for ever.
   */
  readonly retentionMs?: number;
  /** Hears about held tasks of which a fifth of that time is left, whenever they are looked at. */
  readonly onExpiring?: (task: Expiring) => void;
  /** How many held tasks are looked at together to find the oldest or a named one. Default 1000. */
  readonly window?: number;
  /** How long a look at held tasks may wait at the broker for the next. Default 0. */
  readonly lookMs?: number;
  /** For how long a look may keep them from others, if it is cut off. Default 60 s. */
  readonly lookLeaseMs?: number;
  readonly clock?: Clock;
}

export type Parking<C extends Capabilities> = Emulating<
  C,
  'HOLD' | 'PEEK',
  { readonly peek: readonly ['held'] }
>;

/**
 * `hold` on a broker without: held tasks wait in the queue `<queue>-held`, which no worker reserves
 * from. To find the oldest hold, held tasks are taken out, sorted and put back.
 */
export function parking<C extends Capabilities>(
  inner: Transport<C>,
  options: ParkingOptions = {},
): Transport<Parking<C>> {
  const { retentionMs, window = 1000, clock = systemClock } = options;
  checkWhole('window', window, 1, Number.MAX_SAFE_INTEGER);
  const now = wallTime(inner, clock);
  const parked = new ParkedTasks(inner, {
    window,
    lookMs: 0,
    lookLeaseMs: 60_000,
    ...options,
    now,
  });
  const mover = new Mover(inner);
  return {
    ...passing<Capabilities>(inner),
    ...counting(inner),
    supports: emulating(inner.supports, hazards(window, retentionMs), PEEK),
    checkQueue: (queue) => {
      refuseHeldPlace(queue);
      inner.checkQueue?.(queue);
    },
    hold: (deliveries, asked) => {
      const moves = deliveries.map((delivery) => ({
        delivery,
        to: heldPlace(delivery.queue),
        frame: copyOf(delivery, { heldAt: parked.nextHold() }),
        delayMs: 0,
      }));
      return mover.move(moves, asked);
    },
    unhold: (queue, which, asked) => parked.unhold(queue, which, asked),
    peekHeld: (queue, max, asked) => parked.peek(queue, max, asked),
  };
}

/** What is in `<queue>-held` counts as held, whatever state it has there. */
function counting(inner: Transport): Pick<Transport, 'stats' | 'queues'> {
  const stats = inner.stats?.bind(inner);
  const queues = inner.queues?.bind(inner);
  return {
    ...(stats && {
      stats: async (queue, asked) => {
        const places = [queue, heldPlace(queue)] as const;
        const [own, held] = await Promise.all([stats(places[0], asked), stats(places[1], asked)]);
        return { ...own, held: held.ready + held.delayed + held.reserved };
      },
    }),
    ...(queues && {
      queues: async (asked) => [...new Set((await queues(asked)).map(queueOfHeldPlace))],
    }),
  };
}

const PEEK = { peek: ['held'] } as const;

function hazards(window: number, retentionMs = 0): Record<'HOLD' | 'PEEK', string> {
  const days = Math.floor(retentionMs / 86_400_000);
  const kept = retentionMs > 0 ? `; the broker deletes them ${days} days after` : '';
  return {
    HOLD: `Held tasks wait in a queue <queue>-held${kept}: a crash between the two steps of hold or unhold leaves a task twice, and of more than ${window} the oldest are found approximately.`,
    PEEK: 'Held tasks alone; looking at them hides them from a concurrent unhold for that moment.',
  };
}
