import type {
  CallOptions,
  QueueStats,
  Results,
  TaskView,
  UnholdSelection,
} from '../adapter/adapter.js';
import type { Capabilities } from '../adapter/capabilities.js';
import { JobQueueError } from '../errors.js';
import type { Frame } from './frame.js';

/** A frame on its way to the broker; ready after `delayMs`. */
export interface Outgoing {
  readonly frame: Frame;
  readonly delayMs: number;
}

/** One stored copy of a task, as the broker gave it out. */
export interface Delivery {
  /** Where it was received; `bands` turns a band back into its queue. */
  readonly queue: string;
  readonly frame: Frame;
  /** How often the broker gave out this copy, now included; undefined where it can't say. */
  readonly receives: number | undefined;
  /** The transport's own proof, such as a receipt handle; a new object for each delivery. */
  readonly token: object;
  /** How long it is leased: `leaseMs` of the receive, else that of the frame. */
  readonly ttrMs: number;
  /**
   * On `Clock.monotonic`, counted from before the request left. Where a lease has no end: Infinity.
   */
  readonly expiresAt: number;
  /**
   * How long the broker keeps a message where this one was, in ms; undefined where that is for
   * ever, or not known.
   */
  readonly keptMs?: number;
}

export interface Again {
  readonly delivery: Delivery;
  readonly delayMs: number;
  /** Unset: it keeps its own. */
  readonly priority?: number;
}

export interface ReceiveOptions extends CallOptions {
  /** Most deliveries to give, at least 1. */
  readonly max: number;
  /** How long to wait for the first; 0 asks once. */
  readonly waitMs: number;
  /** Leases of this length, whatever the frames say. */
  readonly leaseMs?: number;
}

/**
 * What the emulations are made on: a broker that takes messages and gives them out. It stores
 * frames (`encodeFrame`, or `frameHeader` apart from the body), reads them with `decodeFrame`, and
 * what that can't read it gives out as `foreignFrame`. `supports` says what the broker does by
 * itself; each emulation adds its own to it.
 *
 *     adapterOver(parking(leasesByClock(resending(hops(bands(transport))))))
 *
 * In this order; leave out what the broker does itself. Each takes a transport and gives one, so
 * that a test may look in between. Results match arguments by index, as in an `Adapter`. Arguments
 * were checked before, except for queue names: those may be longer, by `-held` or `-p1`.
 */
export interface Transport<C extends Capabilities = Capabilities> {
  /** Of the adapter; used in errors. */
  readonly name: string;
  readonly supports: C;
  /**
   * How far the broker's wall clock is ahead of this machine's, in ms, as far as that is known.
   * Default 0.
   */
  aheadMs?(): number;
  /** @throws JobQueueError `invalid` for names of queues that are places of other ones */
  checkQueue?(queue: string): void;
  open(options?: CallOptions): Promise<void>;
  /** Resolves when the broker has them. Two frames of one id are two messages. */
  send(queue: string, messages: readonly Outgoing[], options?: CallOptions): Promise<Results>;
  /**
   * Up to `max` deliveries, those of earlier queues first as far as the broker can; waits only for
   * the first of all. When the signal fires it ends soon, with what it has or `aborted`; what comes
   * too late is released.
   */
  receive(queues: readonly string[], options: ReceiveOptions): Promise<readonly Delivery[]>;
  /** Deletes what was delivered; `lease-lost` where the delivery is over. */
  remove(deliveries: readonly Delivery[], options?: CallOptions): Promise<Results>;
  /**
   * Gives back at once, in place. `unsupported` where that can't be done with this one: a copy is
   * made then.
   */
  release?(deliveries: readonly Delivery[], options?: CallOptions): Promise<Results>;
  /**
   * Gives back in place, and counts the attempt. `unsupported` where that can't be done with this
   * one: `resending` copies it.
   */
  retry?(again: readonly Again[], options?: CallOptions): Promise<Results>;
  /**
   * Restarts the lease; answers when it ends then, on `Clock.monotonic`. `lease-lost` where the
   * delivery is over.
   */
  extend?(deliveries: readonly Delivery[], options?: CallOptions): Promise<Results<number>>;
  hold?(deliveries: readonly Delivery[], options?: CallOptions): Promise<Results>;
  /** Answers how many. */
  unhold?(queue: string, which: UnholdSelection, options?: CallOptions): Promise<number>;
  /** Held tasks, oldest hold first. */
  peekHeld?(queue: string, max: number, options?: CallOptions): Promise<readonly TaskView[]>;
  stats?(queue: string, options?: CallOptions): Promise<QueueStats>;
  queues?(options?: CallOptions): Promise<readonly string[]>;
  /**
   * Ends waits, gives back what is still delivered as far as that is its connection's doing,
   * disconnects.
   */
  close(): Promise<void>;
}

/** A transport with every verb that another one has, to replace some of them. */
export function passing<C extends Capabilities>(inner: Transport<C>): Transport<C> {
  return {
    name: inner.name,
    supports: inner.supports,
    open: (options) => inner.open(options),
    send: (queue, messages, options) => inner.send(queue, messages, options),
    receive: (queues, options) => inner.receive(queues, options),
    remove: (deliveries, options) => inner.remove(deliveries, options),
    ...bound(inner),
    close: () => inner.close(),
  };
}

const OPTIONAL = [
  'aheadMs',
  'checkQueue',
  'release',
  'retry',
  'extend',
  'hold',
  'unhold',
  'peekHeld',
  'stats',
  'queues',
] as const;

function bound(inner: Transport): Pick<Transport, (typeof OPTIONAL)[number]> {
  const found = OPTIONAL.filter((verb) => inner[verb] !== undefined);
  return Object.fromEntries(found.map((verb) => [verb, inner[verb]?.bind(inner)]));
}

/** The answer about a delivery that is over. */
export function deliveryLost({ queue, frame }: Delivery): JobQueueError {
  return new JobQueueError(
    'lease-lost',
    `task ${frame.id} of queue ${queue}: this delivery is over; the task runs elsewhere or again later`,
  );
}
