// time/manual-clock.d.ts
/** A clock for tests that stands still until it is told to go on. Wall time starts in 2026. */
export declare class ManualClock implements Clock {
    #private;
    now(): number;
    monotonic(): number;
    /**
     * Runs during the `advance` that reaches its time, never by itself; `after(0)` needs
     * `advance(0)`.
     */
    after(ms: number, run: () => void): () => void;
    /**
     * Lets `ms` pass: runs what falls due, in order, each at its own time, and lets pending promises
     * settle before, between and after. Overlapping calls follow each other. Time never goes back:
     * anything but a number from 0 rejects with `invalid`.
     */
    advance(ms: number): Promise<void>;
    /** Steps the wall clock only, as an administrator or NTP would; deadlines must not care. */
    stepWall(ms: number): void;
    /** Timers not yet run nor cancelled; 0 after a clean shutdown. */
    get pending(): number;
}

// memory/store.d.ts
/** What several `memory()` adapters of one process share: the broker, in effect. */
export declare class MemoryStore {
    #private;
    readonly clock: Clock;
    /** @throws JobQueueError `invalid` for what is no clock */
    constructor(clock: Clock);
}

// memory/supports.d.ts
/** The reference: everything native and exact, nothing survives the process. */
export declare const memorySupports: {
    readonly rules: {
        readonly 'DURABLE-PUT': 'native';
        readonly ORDER: 'native';
        readonly DELAY: 'native';
        readonly EXCLUSIVE: 'native';
        readonly LAPSE: 'native';
        readonly TOUCH: 'native';
        readonly FENCED: 'native';
        readonly RETRY: 'native';
        readonly HOLD: 'native';
        readonly ATTEMPTS: 'native';
        readonly WAIT: 'native';
        readonly QUEUES: 'native';
        readonly ABORT: 'native';
        readonly CLOSE: 'native';
        readonly BYTES: 'native';
        readonly 'TOO-LARGE': 'native';
        readonly BATCH: 'native';
        readonly STATS: 'native';
        readonly PEEK: 'native';
        readonly REMOVE: 'native';
        readonly PURGE: 'native';
        readonly PAUSE: 'native';
        readonly REDIAL: 'native';
        readonly FOREIGN: 'native';
    };
    readonly durable: 'nothing';
    readonly shared: 'process';
    readonly ordering: 'exact';
    readonly queueOrder: 'as-given';
    readonly lease: 'timed';
    readonly fencing: 'strict';
    readonly lateComplete: false;
    readonly attempts: 'exact';
    readonly priorityLevels: 4294967296;
    readonly maxDelayMs: 4294967295000;
    readonly maxTtrMs: 4294967295000;
    readonly minTtrMs: 1;
    readonly maxWaitMs: 4294967295000;
    readonly maxBodyBytes: 16777216;
    readonly maxBatch: 9007199254740991;
    readonly timeStepMs: 1;
    readonly exactCounts: true;
    readonly idempotentPut: true;
    readonly peek: readonly ['ready', 'delayed', 'reserved', 'held'];
    readonly purge: readonly ['ready', 'delayed', 'held'];
};
