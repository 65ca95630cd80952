// adapters-table.d.ts
/** An adapter as far as its manifest tells it. */
export interface DeclaredAdapter {
    readonly name: string;
    readonly supports: Capabilities;
}

/** The guarantees, limits and rules of adapters side by side, as Markdown below a title. */
export declare function adaptersTable(adapters: readonly DeclaredAdapter[]): string;

// all-checks.d.ts
/** The whole contract, in the order in which it is run. */
export declare const allChecks: readonly Check[];

// check.d.ts
/** What a check is about: a rule of the contract, or the suite's own concerns. */
export type Concern = Rule | 'MANIFEST' | 'ARGUMENTS' | 'RANDOM';

/** What a check may look at to tell whether it applies. */
export interface Subject {
    readonly supports: Capabilities;
    readonly space: Space;
}

/** Why a check does not apply to a subject, or undefined when it does. */
export type Fit = (subject: Subject) => string | undefined;

/** One sentence of the contract, and how to find out whether it is true. */
export interface Check {
    /** `RULE/the-sentence-in-kebab-case`; stable, to name a check in reports and issues. */
    readonly id: string;
    readonly concern: Concern;
    readonly says: string;
    readonly fit: Fit;
    /** Throws where the sentence is false. */
    readonly run: (lab: Lab) => Promise<void>;
}

// crash/crash-moves.d.ts
export interface CrashOptions {
    space(): CrashSpace | Promise<CrashSpace>;
    /**
     * How often each kind of step of each move is stopped at, at least where the move has it each
     * time. Default 1.
     */
    readonly times?: number;
    readonly seed?: number;
    /** Names of moves. Default: all that the adapter has. */
    readonly only?: readonly string[];
    /** die (default): the process ends. fail: one step fails, and the caller asks again. */
    readonly failure?: FailpointMode;
    /** Runs at the same time. Default 8. */
    readonly concurrency?: number;
}

/** What came of stopping one move at one step. */
export interface CrashLine {
    readonly move: string;
    /** `after send`. */
    readonly step: string;
    readonly stops: number;
    /** Runs after which a task was there twice. */
    readonly duplicating: number;
}

export interface CrashReport {
    readonly seed: number;
    readonly lines: readonly CrashLine[];
    /** What must not be, whenever a process ends: lost, changed, early or never put. */
    readonly violations: readonly Violation[];
}

/**
 * Stops each move at each of its steps, lets others take everything out of what is left, and judges
 * the history. A seed brings the order of steps back.
 */
export declare function crashMoves(options: CrashOptions): Promise<CrashReport>;

// crash/crash-once.d.ts
/** An adapter whose process can end. */
export interface Crashable {
    readonly adapter: Adapter;
    /** What the end of its process does by itself: its connections break. Nothing is given back. */
    kill(): Promise<void>;
}

/** One store of a broker; as many connections to it as a run wants. */
export interface CrashSpace {
    /** Composed over `stepped(transport, at)`. */
    connect(at: StepHook): Crashable | Promise<Crashable>;
    destroy(): Promise<void>;
    /**
     * How long a process that ended may keep held tasks from others: `lookLeaseMs` of its parking.
     * Default 0.
     */
    readonly hiddenMs?: number;
    /** As in `Space`. */
    readonly clock?: Clock & {
        advance(ms: number): Promise<void>;
    };
}

// crash/failpoint.d.ts
/**
 * die: nothing after that step happens, as if the process were gone. fail: that step alone fails.
 */
export type FailpointMode = 'die' | 'fail';

/** Counts steps from `arm` on, and stops at one of them. */
export declare class Failpoint {
    #private;
    /** Resolves when it has died. */
    readonly death: Promise<void>;
    /** `breathe` before each step lets those of other calls come first. */
    constructor(failure: FailpointMode, breathe: () => Promise<void>);
    /** The step at which it stopped. */
    get reached(): Step | undefined;
    /** Stops at the step of this number from now, the first being 0. */
    arm(step: number): void;
    /** To be given to `stepped`. */
    readonly at: StepHook;
    /** From now on nothing happens, as if the process were gone. */
    kill(): void;
}

// crash/steps.d.ts
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
export declare function stepped<C extends Capabilities>(inner: Transport<C>, at: StepHook): Transport<C>;

// lab.d.ts
/**
 * How random runs are drawn. A failure prints what brings it back: seed, and path and replayPath if
 * any.
 */
export interface RandomOptions {
    readonly seed?: number;
    readonly path?: string;
    readonly replayPath?: string;
    /** How many times the usual number of runs. Default 1. */
    readonly times?: number;
}

// report.d.ts
/** One rule (or concern of the suite) and what its checks found. */
export interface ReportLine {
    readonly concern: Concern;
    /** As declared; undefined for concerns that are no rules. */
    readonly support: Support | undefined;
    readonly checks: readonly CheckResult[];
}

/** What a run of the contract found. */
export interface ContractReport {
    readonly name: string;
    readonly supports: Capabilities;
    readonly lines: readonly ReportLine[];
    readonly passed: number;
    readonly failed: number;
    readonly notApplicable: number;
}

// report-markdown.d.ts
/** The report as a page of Markdown: what was declared, what was found, and what failed. */
export declare function reportMarkdown(report: ContractReport): string;

// run-check.d.ts
/** What came of one check. */
export interface CheckResult {
    readonly id: string;
    readonly concern: Concern;
    readonly says: string;
    readonly outcome: 'passed' | 'failed' | 'not-applicable';
    /** Why it failed, as thrown. */
    readonly error?: unknown;
    /** Why it does not apply. */
    readonly reason?: string;
}

// space.d.ts
/**
 * One store of a broker, for one check alone. Queue names are fresh, so a shared broker will do.
 */
export interface Space {
    /** Another connection to this store. The suite closes it. */
    connect(): Adapter | Promise<Adapter>;
    /** Deletes the store; every connection is closed by then. */
    destroy(): Promise<void>;
    /** Takes the broker down and up again, data kept as declared. Without it REDIAL is not run. */
    restart?(): Promise<void>;
    /**
     * For adapters in which nothing but this clock takes time: the suite turns it instead of waiting.
     * Left out: real time.
     */
    readonly clock?: Clock & {
        advance(ms: number): Promise<void>;
    };
}

// suite.d.ts
export interface SuiteOptions {
    /** The adapter, as it shall appear in titles and reports. */
    readonly name: string;
    /** A new, empty space; called once per check. */
    space(): Space | Promise<Space>;
    /** Checks run at the same time, each in its own space. Default 16. */
    readonly concurrency?: number;
    readonly random?: RandomOptions;
    /** Instead of all checks of the contract: these. */
    readonly checks?: readonly Check[];
}

/** The functions of a test runner: vitest's, or node:test's with `afterAll: after`. */
export interface TestRunner {
    describe(title: string, body: () => void): unknown;
    it(title: string, body: () => Promise<void>, timeoutMs?: number): unknown;
    afterAll(body: () => Promise<void>): unknown;
}

export interface ContractSuite {
    /** Declares one test per check that applies. Await it at the top level of the test file. */
    register(runner: TestRunner): Promise<void>;
    /** Runs every check that applies, without a test runner. */
    run(): Promise<ContractReport>;
}

/** The contract, to be run against one adapter. */
export declare function contractSuite(options: SuiteOptions): ContractSuite;

/**
 * Runs the contract and answers what came of every check; rejects only when no space can be had.
 */
export declare function runContract(options: SuiteOptions): Promise<ContractReport>;

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
