// history/check-history.d.ts
export interface CheckHistoryOptions {
    /** Of the adapter whose history it is. */
    readonly supports: Guarantees;
    /**
     * At the end everything was unheld and every queue emptied: what is not known to be gone is lost.
     */
    readonly drained: boolean;
}

/**
 * What a history proves against the contract; an empty answer is no proof for it. Events must be in
 * the order of `at` (`mergeHistories`). Where calls overlap so that both orders are possible, the
 * adapter gets the benefit of the doubt. Keeps a record per living task and a few bytes per dead
 * one.
 */
export declare function checkHistory(events: Iterable<HistoryEvent>, options: CheckHistoryOptions): Violation[];

// history/event.d.ts
/** One task of a put, without its bytes. */
export interface PutRecord {
    readonly id: string;
    readonly digest: string;
    readonly priority: number;
    readonly delayMs: number;
    readonly ttrMs: number;
}

/** One delivery, as its receiver saw it. */
export interface DeliveryRecord {
    /** Number of the lease among those of its recorder. */
    readonly lease: number;
    readonly queue: string;
    readonly id: string;
    readonly digest: string;
    readonly attempts?: number;
    readonly priority?: number;
    /** Until when the lease surely lives, in the time of the history. */
    readonly until: number;
}

/** What was asked. Leases are named by their numbers. */
export type RecordedCall = {
    readonly verb: 'put';
    readonly queue: string;
    readonly tasks: readonly PutRecord[];
} | {
    readonly verb: 'reserve';
    readonly queues: readonly string[];
    readonly max: number;
} | {
    readonly verb: 'complete' | 'hold' | 'touch';
    readonly leases: readonly number[];
} | {
    readonly verb: 'retry';
    readonly leases: readonly number[];
    readonly retries: readonly RetryRecord[];
} | {
    readonly verb: 'unhold';
    readonly queue: string;
    readonly which: UnholdSelection;
} | {
    readonly verb: 'remove';
    readonly queue: string;
    readonly ids: readonly string[];
} | {
    readonly verb: 'purge';
    readonly queue: string;
    readonly state?: TaskState;
} | {
    readonly verb: 'pause';
    readonly queue: string;
    readonly forMs: number;
} | {
    readonly verb: 'close';
};

export interface RetryRecord {
    readonly delayMs: number;
    readonly priority?: number;
}

/**
 * What came back: per item null or an error code, deliveries, or where a touch moved the leases'
 * ends.
 */
export interface RecordedAnswer {
    readonly results?: readonly (ErrorCode | null)[];
    readonly deliveries?: readonly DeliveryRecord[];
    readonly until?: readonly number[];
}

/**
 * One line of a history, an append-only record of what adapters were asked and answered.
 *
 * `at` is in milliseconds on one clock for the whole history: taken before the call for `invoke`,
 * after it for the others. `by` names the connection and `op` numbers its calls; an `invoke` that
 * nothing follows may or may not have happened. `died` says that a connection ended without
 * closing, and is written before it is made to.
 */
export type HistoryEvent = {
    readonly at: number;
    readonly by: string;
} & ({
    readonly op: number;
    readonly kind: 'invoke';
    readonly call: RecordedCall;
} | {
    readonly op: number;
    readonly kind: 'ok';
    readonly answer: RecordedAnswer;
} | {
    readonly op: number;
    readonly kind: 'fail';
    readonly code: ErrorCode;
} | {
    readonly kind: 'died';
});

// history/ledger.d.ts
export type Guarantees = Pick<Capabilities, 'ordering' | 'attempts' | 'lease' | 'lateComplete' | 'idempotentPut'>;

// history/lines.d.ts
/** One event as a line of text, for histories in files. */
export declare function formatEvent(event: HistoryEvent): string;

/** Events of lines in the same order. A last line that a killed writer cut is left out. */
export declare function parseEvents(lines: Iterable<string>): Iterable<HistoryEvent>;

/** Several histories as one, by time; each must be in order by itself. */
export declare function mergeHistories(histories: readonly Iterable<HistoryEvent>[]): Iterable<HistoryEvent>;

// history/recorder.d.ts
export interface RecorderOptions {
    /** Names the connection in the history; unique among all that share the history. */
    readonly by: string;
    /** Gets each event when it happens. Must not throw. */
    readonly sink: (event: HistoryEvent) => void;
    /** The clock of the adapter, if it is not the system's. */
    readonly clock?: Pick<Clock, 'monotonic'>;
}

/** Writes down what one adapter is asked and answers; `wrap` gives the adapter to use instead. */
export declare class HistoryRecorder {
    #private;
    constructor({ by, sink, clock }: RecorderOptions);
    /** An adapter with the same verbs, each recorded but for those that change nothing. */
    wrap(adapter: Adapter): Adapter;
}

// history/violation.d.ts
/** What a history can prove. */
export type ViolationKind = 'lost' | 'ghost' | 'after-complete' | 'double-lease' | 'fenced' | 'refused-alive' | 'early' | 'held' | 'paused' | 'order' | 'attempts' | 'bytes';

export interface Violation {
    readonly kind: ViolationKind;
    /** Time and connection of the event that proves it. */
    readonly at: number;
    readonly by: string;
    readonly queue: string;
    readonly id: string;
    readonly message: string;
}
