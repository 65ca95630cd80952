import type { Adapter, Lease, NewTask, Reservation, Results } from '../adapter/adapter.js';
import type { BrokerVerbs, Ending } from '../adapter/broker-verbs.js';
import type { Capabilities } from '../adapter/capabilities.js';
import { adapterFront } from '../adapter/front.js';
import { LeaseBook } from '../adapter/lease-book.js';
import { JobQueueError } from '../errors.js';
import { type Clock, systemClock } from '../time/clock.js';
import { attemptsOf } from './mover.js';
import { SinglePuts } from './single-puts.js';
import type { Delivery, Outgoing, Transport } from './transport.js';

export interface AdapterOverOptions {
  /** The one that the deliveries' `expiresAt` is on. Default: the system's. */
  readonly clock?: Clock;
}

/**
 * The adapter of a broker that stores frames: a transport with its emulations. It sends single puts
 * of one tick together and gives back at close. It declares what the transport declares, and has
 * the verbs that the transport has.
 */
export function adapterOver<C extends Capabilities>(
  transport: Transport<C>,
  { clock = systemClock }: AdapterOverOptions = {},
): Adapter<C> {
  return adapterFront(verbsOver(transport), { book: new LeaseBook(clock), strictBy: clock });
}

function verbsOver<C extends Capabilities>(transport: Transport<C>): BrokerVerbs<C> {
  return {
    name: transport.name,
    supports: transport.supports,
    ...(transport.checkQueue && { checkQueue: (queue) => transport.checkQueue?.(queue) }),
    open: (options) => transport.open(options),
    put: putting(transport),
    reserve: receiving(transport),
    complete: (leases, options) => transport.remove(leases.map(deliveryOf), options),
    retry: (retries, options) => {
      const again = retries.map(({ lease, ...how }) => ({ ...how, delivery: deliveryOf(lease) }));
      return transport.retry?.(again, options) ?? missingRetry(transport, retries);
    },
    ...leaseVerbs(transport),
    ...verbsForPeople(transport),
    close: (ending) => close(transport, ending),
  };
}

function leaseVerbs(transport: Transport): Pick<BrokerVerbs, 'hold' | 'touch'> {
  return {
    ...(transport.hold && {
      hold: (leases, options) => transport.hold!(leases.map(deliveryOf), options),
    }),
    ...(transport.extend && {
      touch: (leases, options) => transport.extend!(leases.map(deliveryOf), options),
    }),
  };
}

function verbsForPeople(
  transport: Transport,
): Pick<BrokerVerbs, 'unhold' | 'peek' | 'stats' | 'queues'> {
  return {
    ...(transport.unhold && {
      unhold: (queue, which, options) => transport.unhold!(queue, which, options),
    }),
    ...(transport.peekHeld && {
      peek: (queue, _held, max, options) => transport.peekHeld!(queue, max, options),
    }),
    ...(transport.stats && { stats: (queue, options) => transport.stats!(queue, options) }),
    ...(transport.queues && { queues: (options) => transport.queues!(options) }),
  };
}

function putting(transport: Transport): BrokerVerbs['put'] {
  const singlePuts = new SinglePuts(transport);
  return (queue, tasks, options) => {
    const [task] = tasks;
    if (task !== undefined && tasks.length === 1 && options?.signal === undefined)
      return singlePuts.add(queue, toMessage(task));
    // Calls of one tick keep their order.
    singlePuts.flush();
    return transport.send(queue, tasks.map(toMessage), options);
  };
}

function receiving(transport: Transport): BrokerVerbs['reserve'] {
  const counted = transport.supports.rules.ATTEMPTS !== 'unsupported';
  return async (queues, options) => {
    const deliveries = await transport.receive(queues, options);
    return deliveries.map((delivery) => reservationOf(delivery, counted));
  };
}

function reservationOf(delivery: Delivery, counted: boolean): Reservation {
  const { queue, frame, ttrMs, expiresAt } = delivery;
  const lease: Lease = { queue, taskId: frame.id, token: delivery, ttrMs, expiresAt };
  const attempts = counted ? attemptsOf(delivery) : undefined;
  // A copy: what a handler does to its body must not be what a retry writes.
  return { lease, body: Buffer.from(frame.body), attempts, priority: frame.priority };
}

async function close(transport: Transport, ending: Ending): Promise<void> {
  await ending.quiet;
  const open = ending.drain().map(deliveryOf);
  // The end of a connection gives its leases back by itself, and in place.
  if (open.length > 0 && transport.supports.lease === 'timed')
    await transport.release?.(open).catch(() => undefined);
  await transport.close();
}

function deliveryOf(lease: Lease): Delivery {
  return lease.token as Delivery;
}

/** A copy of the body: what the caller does to it afterwards is its own affair. */
function toMessage({ id, body, priority, delayMs, ttrMs }: NewTask): Outgoing {
  const frame = { id, priority, ttrMs, attempts: 0, moves: 0, body: Buffer.from(body) };
  return { frame, delayMs };
}

function missingRetry({ name }: Transport, retries: readonly unknown[]): Results {
  const what = `adapter ${name} was composed without retry: add its emulation, resending`;
  return retries.map(() => new JobQueueError('unsupported', what));
}
