// tcp/address.d.ts
/** Where a server listens for connections over the network. */
export interface Address {
    readonly host: string;
    readonly port: number;
}

/** Where a server listens: there, or at a Unix socket of this machine. */
export type ServerAddress = (Address & {
    readonly path?: undefined;
}) | {
    readonly path: string;
};

/** How the servers of one adapter are named. */
export interface ServerDsn {
    /** Whose addresses, for messages, such as `beanstalkd`. */
    readonly what: string;
    /** Those that may stand before `://`; the first is used in examples. */
    readonly schemes: readonly [string, ...string[]];
    readonly defaultPort: number;
    /** What may follow a `?`. */
    readonly kinds: QueryKinds;
    /** The server can listen on a Unix socket. */
    readonly sockets?: boolean;
}

/**
 * Reads `host`, `host:port`, `[v6]:port`, several of them with commas between, or where `sockets` a
 * path (`unix:/run/server.sock`, `scheme:///run/server.sock`); each with or without scheme, and
 * with options after a `?`.
 * @throws JobQueueError `invalid`, which says which part is wrong and shows no password
 */
export declare function parseServerDsn(dsn: unknown, { what, schemes, defaultPort, kinds, sockets }: ServerDsn): {
    readonly servers: readonly ServerAddress[];
    readonly options: Record<string, unknown>;
};

/** `host:port` or `unix:/path`, for messages. */
export declare function nameOf(address: ServerAddress): string;

/**
 * Reads `host`, `host:port` or `[v6]:port`.
 * @param what whose address, for messages
 * @throws JobQueueError `invalid`
 */
export declare function parseServer(text: string, defaultPort: number, what: string): Address;

// tcp/dialer.d.ts
/** A connection that a `Dialer` made. */
export interface Dialed {
    destroy(): void;
}

/**
 * Makes connections to one server. After a failure it pauses, longer each time and at random, so
 * that a thousand workers don't come back at the same moment; while it pauses only one attempt is
 * made for all who wait.
 */
export declare class Dialer {
    #private;
    /** `closed` ends all waiting, with `closedError`. */
    constructor(closed: AbortSignal, closedError: () => JobQueueError);
    /** The last attempt failed. */
    get down(): boolean;
    /**
     * A new connection, by `open`, which makes one attempt; goes on trying until `until` (on
     * `performance.now`), and tries at least once. What is no `unavailable` is thrown at once.
     * @throws JobQueueError `unavailable`, `closed`, and what opening said
     */
    dial<T extends Dialed>(open: () => Promise<T>, until: number): Promise<T>;
    /**
     * One attempt; after a failure, until `recovery` has succeeded, only what that said.
     * @throws JobQueueError as `dial`
     */
    attempt<T extends Dialed>(open: () => Promise<T>): Promise<T>;
    /** Until one more attempt was made after a pause, or the time is over. */
    recovery(open: () => Promise<Dialed>, until: number): Promise<void>;
}

// tcp/link-errors.d.ts
/** No connection could be had. `server` is its kind, such as `gearmand`. */
export declare function unreachable(server: string, address: ServerAddress, afterMs: number, cause?: Error): JobQueueError;

/**
 * The connection ended, with the requests that had not left yet. `server` is its kind and address.
 */
export declare function broken(server: string, cause?: Error): JobQueueError;

export declare function noAnswer(server: string, afterMs: number): JobQueueError;

// tcp/pending-line.d.ts
/**
 * Who sent requests and what becomes of them; `index` tells those of one target apart. Must not
 * throw.
 */
export interface ReplyTarget<R> {
    reply(index: number, reply: R): void;
    /** `ambiguous` when the request had left, `unavailable` when it had not. */
    fail(index: number, error: JobQueueError): void;
}

/**
 * For requests whose reply tells nothing: a connection that gives none is found dead all the same.
 */
export declare const NOBODY: ReplyTarget<unknown>;

/** A request whose reply has not come. */
export interface Pending<R> {
    readonly target: ReplyTarget<R>;
    readonly index: number;
    /** How long it may be the next to be answered. */
    readonly limitMs: number;
}

/** Requests in the order of their replies. */
export declare class PendingLine<R> {
    #private;
    get size(): number;
    get first(): Pending<R> | undefined;
    add(pending: Pending<R>): void;
    shift(): Pending<R> | undefined;
}

// tcp/pipelined-connection.d.ts
/** Cuts a stream of bytes into replies. */
export interface ReplyReader {
    /** @throws JobQueueError `unexpected`; nothing may be read after it */
    read(bytes: Buffer): void;
}

/** How to reach a server. */
export interface Reach {
    /** Its kind, such as `gearmand`; in messages. */
    readonly server: string;
    readonly address: ServerAddress;
    /** For the attempt to connect. */
    readonly connectMs: number;
    /** For one reply. */
    readonly answerMs: number;
}

/** A socket to a server. @throws JobQueueError `unavailable` */
export declare function openSocket({ server, address, connectMs }: Reach): Promise<Socket>;

/**
 * One pipelined connection: requests go out in the order they are given, replies come back in the
 * same. It never reconnects: what belongs to a connection, such as leases and the names it was
 * told, ends with it.
 */
export declare abstract class PipelinedConnection<R> {
    #private;
    /** For messages: the server's kind and where it is. */
    readonly server: string;
    /**
     * Reads what comes with what `readerOf` makes for the sink. Of the requests of one tick, every
     * `flushAt` leave without waiting for the others. Default: all together.
     */
    constructor(socket: Socket, reach: Reach, readerOf: (sink: (reply: R) => void) => ReplyReader, flushAt?: number);
    /** Requests may be sent. */
    get alive(): boolean;
    /** Requests without a reply. */
    get busy(): number;
    /** Why requests can't be sent. */
    get failure(): JobQueueError;
    /** Called once, when the connection is gone and all requests are answered or have failed. */
    onClosed(listener: () => void): void;
    /**
     * Sends a request that gets one reply. The reply may take `extraMs` more than usual, for requests
     * that wait at the server. Text is sent as latin1.
     */
    ask(target: ReplyTarget<R>, index: number, request: string | Uint8Array, extraMs?: number): void;
    /** As `ask`, for so many requests in one piece, with the indexes from 0. */
    askAll(target: ReplyTarget<R>, count: number, requests: string | Uint8Array): void;
    /**
     * As `ask`, for a request with a body. A large one is not copied, and must not change until it is
     * answered.
     */
    askWith(target: ReplyTarget<R>, index: number, head: string | Uint8Array, body: Uint8Array, end?: string): void;
    /** As `ask`, for one request. @throws JobQueueError `unavailable`, `ambiguous` */
    call(request: string | Uint8Array, extraMs?: number): Promise<R>;
    /** Sends what gets no reply. */
    tell(message: string | Uint8Array): void;
    /** Sends what is waiting now instead of at the end of the tick. */
    flush(): void;
    /**
     * Sends no more. The server answers what it has, gives back what this connection holds and
     * closes; resolves when it has, at the latest after `limitMs`.
     */
    end(limitMs: number): Promise<void>;
    /** Stays open without keeping the process alive. */
    unref(): void;
    /** Drops the connection; requests without a reply fail. */
    destroy(reason?: JobQueueError): void;
    /** One reply, or what the server says by itself: the latter is not passed on to `answer`. */
    protected abstract received(reply: R): void;
    /** Hands a reply to the request that it belongs to. */
    protected answer(reply: R, shownAs: string): void;
}

// tcp/servers.d.ts
/** One of several servers that do the same. */
export interface Reachable {
    /** The last attempt to connect failed. */
    readonly down: boolean;
    /** Looks in the background whether it can be reached again. */
    revive(): void;
    /** Connects and asks it about itself, until then (on `performance.now`). */
    look(until: number): Promise<unknown>;
}

/** All servers of one adapter, in the order in which they were named. */
export declare class Servers<S extends Reachable> {
    #private;
    readonly all: readonly S[];
    constructor(all: readonly S[]);
    /**
     * Connects to each and asks it about itself.
     * @throws JobQueueError `unavailable` when none can be reached, what else a server's `look` says,
     * `aborted`, `closed`
     */
    look(until: number, signal: AbortSignal | undefined): Promise<void>;
    /**
     * Those that can be reached first; a server that is down is looked for again in the background.
     */
    inOrder(): readonly S[];
    /** Each time beginning with another one, so that none is served last for ever. */
    inTurn(): readonly S[];
}

// tcp/sole-connection.d.ts
/** A connection that may have ended. */
export interface Mortal extends Dialed {
    readonly alive: boolean;
    /** Ends it in good order, at the latest after `limitMs`. */
    end(limitMs: number): Promise<void>;
}

/** At most one connection at a time, made when somebody needs it and again after it was lost. */
export declare class SoleConnection<T extends Mortal> {
    #private;
    /** `open` makes one attempt; it may send the first requests. */
    constructor(dialer: Dialer, open: () => Promise<T>);
    /** The connection, if it is there. */
    get current(): T | undefined;
    /**
     * @throws JobQueueError `unavailable` when there is none by `until` (on `performance.now`),
     * `closed`
     */
    ready(until: number): Promise<T>;
    /** Ends it in good order. */
    end(limitMs: number): Promise<void>;
}

// tcp/takers.d.ts
/** A server with a connection over which tasks are given to it. */
export interface Taking extends Reachable {
    readonly producer: SoleConnection<Mortal>;
}

/** Who takes the next tasks. */
export interface Taker<S extends Taking> {
    readonly server: S;
    readonly connection: ConnectionOf<S>;
}

/** What one server made of the tasks that it was given. */
export interface Given {
    /** Why some were left that another server, or a later try, may take; undefined when none were. */
    readonly reason: JobQueueError | undefined;
    /** This server takes no tasks now, though it answers. */
    readonly refusing: boolean;
}

/**
 * Gives tasks to the first server that takes them; what a server surely has not taken goes to the
 * next. `until` is on `performance.now`.
 * @param give gives a server all that has no result yet, and keeps what is final
 * @returns why the rest was taken by none; undefined when nothing is left
 */
export declare function giveToFirst<S extends Taking>(servers: Servers<S>, { until, signal }: {
    readonly until: number;
    readonly signal: AbortSignal | undefined;
}, give: (taker: Taker<S>) => Promise<Given>): Promise<JobQueueError | undefined>;

/** Whether a failed reserve may succeed over another connection. */
export declare function isLoss(error: unknown): boolean;
