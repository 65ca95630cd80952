// emulations/emulating.d.ts
/** A rule that core keeps where the broker does not. */
export interface Emulated {
    readonly emulated: string;
}

/** Capabilities in which some rules are emulated, and what changes besides. */
export type Emulating<C extends Capabilities, E extends Rule, More extends Partial<Omit<Capabilities, 'rules'>> = object> = {
    readonly [K in keyof Capabilities]: K extends 'rules' ? {
        readonly [R in Rule]: R extends E ? Emulated : C['rules'][R];
    } : K extends keyof More ? NonNullable<More[K]> & Capabilities[K] : C[K];
};

/**
 * The manifest with the rules of `hazards` emulated: each with its hazard, in a sentence for users.
 */
export declare function emulating<C extends Capabilities, E extends Rule, More extends Partial<Omit<Capabilities, 'rules'>> = object>(supports: C, hazards: Readonly<Record<E, string>>, more?: More): Emulating<C, E, More>;

// emulations/mover.d.ts
/** A delivery, and the copy that shall take its place. */
export interface Move {
    readonly delivery: Delivery;
    readonly to: string;
    readonly frame: Frame;
    readonly delayMs: number;
}

/**
 * Moves tasks in two steps: writes the copy and has it confirmed, then removes the original. What
 * ends this process in between leaves both, never none.
 */
export declare class Mover {
    #private;
    constructor(inner: Transport);
    /** `options` are for the first step alone: once there is a copy, its original must go. */
    move(moves: readonly Move[], options?: CallOptions): Promise<Outcome[]>;
}

/**
 * The move of a delivery that nobody was given: it goes as it came, and having been taken for that
 * is no attempt. Back to its own place it is still what it was there: held since then, or under
 * way.
 */
export declare function unseenMove(delivery: Delivery, to: string): Move;

/**
 * The frame of a copy that takes the place of a delivery: neither held nor under way, unless told
 * so.
 */
export declare function copyOf(delivery: Delivery, changes?: Partial<Frame>): Frame;

// emulations/side-queues.d.ts
/** Whether a queue of the broker is one where held tasks wait. */
export declare function isHeldPlace(name: string): boolean;

// emulations/parked-tasks.d.ts
/** A held task that the broker will soon delete. */
export interface Expiring {
    readonly queue: string;
    readonly id: string;
    /** Ms since the epoch, by the broker's clock as far as it is known. */
    readonly expiresAt: number;
}

// emulations/transport.d.ts
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
export declare function passing<C extends Capabilities>(inner: Transport<C>): Transport<C>;

/** The answer about a delivery that is over. */
export declare function deliveryLost({ queue, frame }: Delivery): JobQueueError;

// emulations/frame.d.ts
/** The version this package writes, and the only one it reads; docs/wire-format.md. */
export declare const FRAME_VERSION = 1;

/** No header is longer, in bytes; what is left of the broker's limit is `maxBodyBytes`. */
export declare const LONGEST_FRAME_HEADER = 384;

/**
 * A task as it is stored with a broker that knows nothing of tasks: the body, and what the broker
 * can't keep.
 */
export interface Frame {
    readonly id: string;
    readonly priority: number;
    readonly ttrMs: number;
    /** Deliveries of earlier copies. */
    readonly attempts: number;
    /** How often the task was copied before. */
    readonly moves: number;
    /** Not to be given out before: ms since the epoch, by the broker's wall clock. */
    readonly notBefore?: number;
    /**
     * Held since: ms since the epoch, by the broker's wall clock; its fractions tell holds of one
     * millisecond apart.
     */
    readonly heldAt?: number;
    /** Not ours: the body is the stored message as another producer wrote it. */
    readonly foreign?: true;
    readonly body: Uint8Array;
}

/** The header of a frame without the line feed that ends it: one line of ASCII. */
export declare function frameHeader(frame: Frame): string;

/** The stored message: header, line feed, body byte for byte. */
export declare function encodeFrame(frame: Frame): Buffer;

/**
 * Reads a stored message, its body as a window on it. Undefined when it is not ours, is damaged, or
 * has a version that this package does not know: give it out as `foreignFrame`, so that a worker
 * holds it and nobody loses it.
 */
export declare function decodeFrame(stored: Uint8Array): Frame | undefined;

/** The frame of a header that was stored apart from its body; undefined as in `decodeFrame`. */
export declare function readFrame(header: string, body: Uint8Array): Frame | undefined;

/**
 * A message of another producer: its body is all of it. `id` is the broker's own, 1–63 printable
 * ASCII characters.
 */
export declare function foreignFrame(id: string, body: Uint8Array, ttrMs: number): Frame;

// emulations/adapter-over.d.ts
export interface AdapterOverOptions {
    /** The one that the deliveries' `expiresAt` is on. Default: the system's. */
    readonly clock?: Clock;
}

/**
 * The adapter of a broker that stores frames: a transport with its emulations. It sends single puts
 * of one tick together and gives back at close. It declares what the transport declares, and has
 * the verbs that the transport has.
 */
export declare function adapterOver<C extends Capabilities>(transport: Transport<C>, { clock }?: AdapterOverOptions): Adapter<C>;

// emulations/bands.d.ts
/** The last priority of each band but the last: 0–340, 341–682, 683 and above. */
export declare const BAND_THRESHOLDS: readonly number[];

export interface BandsOptions {
    /**
     * The last priority of each band but the last, ascending; 1 to 9 of them. Default 340 and 682.
     */
    readonly thresholds?: readonly number[];
}

/** Which band a priority is in: 0 for the first. Every priority is in one. */
export declare function bandOf(priority: number, thresholds?: readonly number[]): number;

/** @throws JobQueueError `invalid` */
export declare function checkThresholds(thresholds: readonly number[]): void;

export type Banded<C extends Capabilities> = Emulating<C, 'ORDER', {
    readonly ordering: 'banded';
    readonly priorityLevels: number;
    readonly queueOrder: 'priority';
}>;

/**
 * Priorities on a broker without: a queue is several, one for each band of priorities, and better
 * bands are received first. The band of the default priority has the queue's own name, so that
 * other producers reach it. Outside `hops`' transport, inside all others.
 */
export declare function bands<C extends Capabilities>(inner: Transport<C>, options?: BandsOptions): Transport<Banded<C>>;

// emulations/hops.d.ts
export interface HopsOptions {
    /** Longest delay to take. Default: a year. */
    readonly maxDelayMs?: number;
    readonly clock?: Clock;
}

export type Hopping<C extends Capabilities> = Emulating<C, 'DELAY', {
    readonly maxDelayMs: number;
}>;

/**
 * Delays longer than the broker's: in steps, each of them a copy with the longest delay the broker
 * has. A task that arrives between two steps is sent on, not given out: never early, by the
 * broker's clock as far as it is known, and at most one step late.
 */
export declare function hops<C extends Capabilities>(inner: Transport<C>, options?: HopsOptions): Transport<Hopping<C>>;

// emulations/resending.d.ts
export type Resending<C extends Capabilities> = Emulating<C, 'RETRY' | CountedByFrames<C>, CountedByFrames<C> extends never ? object : {
    readonly attempts: 'explicit-only';
}>;

/**
 * `retry` for every delivery, delay and priority: in place where the broker can, else by a copy.
 * Counts attempts where the broker does not, so there retries are always copies.
 */
export declare function resending<C extends Capabilities>(inner: Transport<C>): Transport<Resending<C>>;

// emulations/leases-by-clock.d.ts
export interface LeasesByClockOptions {
    /** Longest ttr to take. Default: a year. */
    readonly maxTtrMs?: number;
    readonly clock?: Clock;
}

export type LeasesByClock<C extends Capabilities> = Emulating<C, 'LAPSE' | 'TOUCH', {
    readonly minTtrMs: 1;
    readonly maxTtrMs: number;
}>;

/**
 * Ttr and touch for leases that belong to a connection: this process counts the ttr by its own
 * clock that never steps, and gives the task back to the broker when it is over. In place where the
 * broker can, else by a copy. Takes back the very deliveries that it gave, so it is outside of what
 * makes new ones of them, such as `bands`.
 */
export declare function leasesByClock<C extends Capabilities>(inner: Transport<C>, options?: LeasesByClockOptions): Transport<LeasesByClock<C>>;

// emulations/parking.d.ts
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

export type Parking<C extends Capabilities> = Emulating<C, 'HOLD' | 'PEEK', {
    readonly peek: readonly ['held'];
}>;

/**
 * `hold` on a broker without: held tasks wait in the queue `<queue>-held`, which no worker reserves
 * from. To find the oldest hold, held tasks are taken out, sorted and put back.
 */
export declare function parking<C extends Capabilities>(inner: Transport<C>, options?: ParkingOptions): Transport<Parking<C>>;
