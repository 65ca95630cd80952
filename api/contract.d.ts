// index.d.ts
export { adaptersTable, type DeclaredAdapter } from './adapters-table.js';
export { allChecks } from './all-checks.js';
export type { Check, Concern, Fit, Subject } from './check.js';
export { type CrashLine, crashMoves, type CrashOptions, type CrashReport, } from './crash/crash-moves.js';
export type { Crashable, CrashSpace } from './crash/crash-once.js';
export { Failpoint, type Failure } from './crash/failpoint.js';
export { type Step, stepped, type StepHook } from './crash/steps.js';
export { checkHistory, type CheckHistoryOptions } from './history/check-history.js';
export type { Answer, Call, DeliveryRecord, HistoryEvent, PutRecord, RetryRecord, } from './history/event.js';
export type { Guarantees } from './history/ledger.js';
export { formatEvent, mergeHistories, parseEvents } from './history/lines.js';
export { HistoryRecorder, type RecorderOptions } from './history/recorder.js';
export type { Violation, ViolationKind } from './history/violation.js';
export type { RandomOptions } from './lab.js';
export type { ContractReport, ReportLine } from './report.js';
export { reportMarkdown } from './report-markdown.js';
export type { CheckResult } from './run-check.js';
export type { Space } from './space.js';
export { contractSuite, type ContractSuite, runContract, type SuiteOptions, type TestRunner, } from './suite.js';

// adapters-table.d.ts
import { type Capabilities } from '@jq/core';
/** An adapter as far as its manifest tells it. */
export interface DeclaredAdapter {
    readonly name: string;
    readonly supports: Capabilities;
}
/** The guarantees, limits and rules of adapters side by side, as Markdown below a title. */
export declare function adaptersTable(adapters: readonly DeclaredAdapter[]): string;

// all-checks.d.ts
import type { Check } from './check.js';
/** The whole contract, in the order in which it is run. */
export declare const allChecks: readonly Check[];

// check.d.ts
import type { Capabilities, Rule } from '@jq/core';
import type { Lab } from './lab.js';
import type { Space } from './space.js';
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
/** A check without its name: what it does, and when it applies beyond its rule being supported. */
export type CheckBody = Check['run'] | {
    readonly fit: Fit | readonly Fit[];
    readonly run: Check['run'];
};
/** Names checks by their sentences. Those of a rule apply only where the rule is supported. */
export declare function checks(concern: Concern, bodies: Readonly<Record<string, CheckBody>>): readonly Check[];
/** Applies only where these rules are supported, natively or by emulation. */
export declare function needs(...rules: readonly Rule[]): Fit;
/** Applies only where a rule is declared unsupported: its negative side. */
export declare function gap(rule: Rule): Fit;
/** Applies only where the capabilities say so; `otherwise` is the reason to report. */
export declare function where(test: (supports: Capabilities) => boolean, otherwise: string): Fit;

// lab.d.ts
import { type Adapter, type Capabilities, type NewTask, type Reservation, type Rule } from '@jq/core';
import type { Space } from './space.js';
/** Seen with every verb: checks run only where the manifest promises the verbs they use. */
export type Connection = Required<Adapter>;
/** Two or more. */
export type Several = readonly [Reservation, Reservation, ...Reservation[]];
/** How random runs are drawn. A failure prints what brings it back: seed, and path and replayPath if any. */
export interface RandomOptions {
    readonly seed?: number;
    readonly path?: string;
    readonly replayPath?: string;
    /** How many times the usual number of runs. Default 1. */
    readonly times?: number;
}
/** What a check works with: a space of its own, tasks, and time. */
export declare class Lab {
    #private;
    readonly supports: Capabilities;
    readonly space: Space;
    readonly random: RandomOptions;
    /** A queue that no other check uses. */
    readonly queue: string;
    /** A time that passes quickly, long enough for a few calls: for leases that shall lapse, delays, waits. */
    readonly shortMs: number;
    /** A ttr or delay that does not end during a check. */
    readonly longMs: number;
    /** `scale` stretches short times, for machines too slow for them. */
    constructor(space: Space, { supports, random }: {
        supports: Capabilities;
        random: RandomOptions;
    }, scale: number);
    /** Another connection to the space. */
    connect(): Promise<Connection>;
    /** A second queue of this check. */
    queueNamed(label: string): string;
    /** Whether these rules are supported, natively or by emulation. */
    has(...rules: readonly Rule[]): boolean;
    /** Whether a rule is kept by what core or the adapter adds to the broker. */
    emulates(rule: Rule): boolean;
    /** The priority where priorities are told apart, else that of every task. */
    urgency(priority: number): number;
    /** A task with an id of its own, its id as body and a lease that outlives the check. */
    task(rest?: Partial<NewTask>): NewTask;
    /** Puts tasks that must all be accepted. */
    put(adapter: Connection, tasks: readonly NewTask[], queue?: string): Promise<void>;
    /** The one task that must come. */
    take(adapter: Connection, queues?: readonly string[]): Promise<Reservation>;
    /** As many tasks as must come, in the order they came. */
    takeSome(adapter: Connection, count: number, queues?: readonly string[]): Promise<Several>;
    /** Takes one task after another until no more come, completing each; answers their ids. */
    drain(adapter: Connection, queues?: readonly string[]): Promise<string[]>;
    /** What is there by now; waits no longer than a broker needs to look. */
    takeNow(adapter: Connection, max?: number, queues?: readonly string[]): Promise<readonly Reservation[]>;
    /** No task comes. */
    nothing(adapter: Connection, queues?: readonly string[]): Promise<void>;
    /** `Clock.monotonic` of this space. */
    now(): number;
    /** Lets time pass. */
    wait(ms: number): Promise<void>;
    /** Waits without moving a controllable clock: somebody else must, with `settle`. */
    sleep(ms: number): Promise<void>;
    /** Lets every short lease and delay run out. */
    outlast(): Promise<void>;
    /** The outcome of a call that may need time to pass. */
    settle<T>(call: Promise<T>): Promise<T>;
    /** Waits for something to become true. */
    until(what: string, test: () => Promise<boolean>): Promise<void>;
    /** Whether something becomes true in the time that a busy machine may need for it. */
    becomes(test: () => Promise<boolean>): Promise<boolean>;
    /** What follows is only true of leases that live: a machine too slow for that proves nothing. */
    alive(...reservations: readonly Reservation[]): void;
    /** Closes every connection and deletes the space. */
    tearDown(): Promise<void>;
}

// space.d.ts
import type { Adapter, Clock } from '@jq/core';
/** One store of a broker, for one check alone. Queue names are fresh, so a shared broker will do. */
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

// crash/crash-moves.d.ts
import type { Violation } from '../history/violation.js';
import { type CrashSpace } from './crash-once.js';
import type { Failure } from './failpoint.js';
export interface CrashOptions {
    space(): CrashSpace | Promise<CrashSpace>;
    /** How often each kind of step of each move is stopped at, at least where the move has it each time. Default 1. */
    readonly times?: number;
    readonly seed?: number;
    /** Names of moves. Default: all that the adapter has. */
    readonly only?: readonly string[];
    /** die (default): the process ends. fail: one step fails, and the caller asks again. */
    readonly failure?: Failure;
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
 * Stops each move at each of its steps, lets others take everything out of what is left, and judges the history.
 * A seed brings the order of steps back.
 */
export declare function crashMoves(options: CrashOptions): Promise<CrashReport>;

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

// crash/crash-once.d.ts
import type { Adapter, Clock } from '@jq/core';
import type { Violation } from '../history/violation.js';
import { type Failure } from './failpoint.js';
import type { Move } from './moves.js';
import type { Step, StepHook } from './steps.js';
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
    /** How long a process that ended may keep held tasks from others: `lookLeaseMs` of its parking. Default 0. */
    readonly hiddenMs?: number;
    /** As in `Space`. */
    readonly clock?: Clock & {
        advance(ms: number): Promise<void>;
    };
}
/** Stop this move at this step. */
export interface Order {
    readonly move: Move;
    readonly step: number;
    readonly seed: number;
}
export interface CrashRun {
    readonly move: string;
    /** Undefined when the move had fewer steps. */
    readonly stoppedAt: Step | undefined;
    /** A task came twice in the end. */
    readonly duplicated: boolean;
    readonly violations: readonly Violation[];
}
/** One run: tasks, a move, its end in the middle, and somebody who takes out what is left. */
export declare function crashOnce(space: CrashSpace, order: Order & {
    readonly failure: Failure;
}): Promise<CrashRun>;

// crash/failpoint.d.ts
import type { Step, StepHook } from './steps.js';
/** die: nothing after that step happens, as if the process were gone. fail: that step alone fails. */
export type Failure = 'die' | 'fail';
/** Counts steps from `arm` on, and stops at one of them. */
export declare class Failpoint {
    #private;
    /** Resolves when it has died. */
    readonly death: Promise<void>;
    /** `breathe` before each step lets those of other calls come first. */
    constructor(failure: Failure, breathe: () => Promise<void>);
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
import { type Capabilities, type Transport } from '@jq/core';
/** A point at which a process may end: before a transport does something, or after, when nobody has heard of it yet. */
export interface Step {
    readonly verb: 'send' | 'receive' | 'remove' | 'release' | 'retry' | 'extend';
    readonly when: 'before' | 'after';
}
/** Reached at each step; what it throws, the caller of the transport gets. */
export type StepHook = (step: Step) => Promise<void> | void;
/** A transport that can be stopped between any two steps. Emulations are composed over it, as over the one inside. */
export declare function stepped<C extends Capabilities>(inner: Transport<C>, at: StepHook): Transport<C>;

// crash/moves.d.ts
import type { Connection, Lab } from '../lab.js';
import type { RandomSource } from '../random-source.js';
/** What a move works with: its tasks are in `lab.queue`. */
interface Scene {
    readonly lab: Lab;
    readonly random: RandomSource;
    /** The connection that is stopped in the middle. */
    readonly victim: Connection;
    readonly other: Connection;
    /** How many tasks. */
    readonly count: number;
}
/** Something that is done in more than one step, on tasks of which none may be lost. */
export interface Move {
    readonly name: string;
    /** Whether the adapter has it. */
    readonly fits: (lab: Lab) => boolean;
    /** Delays of the tasks. */
    readonly delayed?: boolean;
    /** Gets ready without being stopped; answers what may be stopped. */
    readonly prepare: (scene: Scene) => Promise<() => Promise<unknown>>;
}
export declare const moves: readonly Move[];
export {};

// random-source.d.ts
/** Random numbers that a seed brings back. */
export declare class RandomSource {
    #private;
    constructor(seed: number);
    /** A whole number in [0, below). */
    below(below: number): number;
    /** True once in `times`. */
    onceIn(times: number): boolean;
    pick<T>(from: readonly [T, ...T[]]): T;
}

// history/check-history.d.ts
import type { HistoryEvent } from './event.js';
import { type Guarantees } from './ledger.js';
import type { Violation } from './violation.js';
export interface CheckHistoryOptions {
    /** Of the adapter whose history it is. */
    readonly supports: Guarantees;
    /** At the end everything was unheld and every queue emptied: what is not known to be gone is lost. */
    readonly drained: boolean;
}
/**
 * What a history proves against the contract; an empty answer is no proof for it. Events must be in
 * the order of `at` (`mergeHistories`). Where calls overlap so that both orders are possible, the
 * adapter gets the benefit of the doubt. Keeps a record per living task and a few bytes per dead one.
 */
export declare function checkHistory(events: Iterable<HistoryEvent>, options: CheckHistoryOptions): Violation[];

// history/event.d.ts
import type { ErrorCode, TaskState, UnholdSelection } from '@jq/core';
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
export type Call = {
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
/** What came back: per item null or an error code, deliveries, or where a touch moved the leases' ends. */
export interface Answer {
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
    readonly call: Call;
} | {
    readonly op: number;
    readonly kind: 'ok';
    readonly answer: Answer;
} | {
    readonly op: number;
    readonly kind: 'fail';
    readonly code: ErrorCode;
} | {
    readonly kind: 'died';
});

// history/ledger.d.ts
import type { Capabilities } from '@jq/core';
import { OrderIndex } from './order-index.js';
import type { Violation, ViolationKind } from './violation.js';
/**
 * A call's beginning and its answer; what it did, it did in between. `from` and `to` are times, to be
 * compared with deadlines; `begun` and `done` are places in the history, which tell what was first.
 */
export interface Span {
    readonly from: number;
    readonly to: number;
    readonly begun: number;
    readonly done: number;
}
/** One delivery of a task that was put together with others. */
export interface BatchDelivery {
    readonly index: number;
    readonly priority: number;
    readonly taken: Span;
}
export interface TaskTrack {
    readonly queue: string;
    readonly id: string;
    readonly digest: string;
    /** `done` is Infinity until the put is acknowledged. */
    put: Span;
    /** Place in the put call, and what of that call was given out. */
    readonly index: number;
    readonly batch: BatchDelivery[];
    /** The put failed for good: the task must never come. */
    refused: boolean;
    /** Put more than once: too little is known about it for most proofs. */
    blurred: boolean;
    /** Undefined when a retry may have changed it. */
    priority: number | undefined;
    /** No delivery before `earliest`, if it happened after the call of `span`. */
    delay: {
        readonly earliest: number;
        readonly span: Span;
    };
    /** Place in the history since which it is surely ready; Infinity when not known to be. */
    readySince: number;
    /** The acknowledged hold, until somebody asks to unhold. */
    held: Span | undefined;
    /** Calls under way, or without an answer that settles it, that may have deleted it. */
    doubts: number;
    /** In the order of their answers. */
    readonly leases: LeaseTrack[];
}
export interface LeaseTrack {
    readonly key: string;
    readonly by: string;
    readonly task: TaskTrack;
    readonly taken: Span;
    readonly attempts: number | undefined;
    /** The adapter's word; touches move it. */
    until: number;
    /** Place in the history where its holder began to give it up, else Infinity. */
    over: number;
    /** The verb that settled it, acknowledged. */
    settledBy: string | undefined;
}
export interface QueueTrack {
    readonly order: OrderIndex;
    readonly held: Set<TaskTrack>;
    /** The acknowledged pause, and when it surely ends. */
    paused: {
        readonly done: number;
        readonly until: number;
    };
    readonly pauses: Calls;
    readonly unholds: Calls;
    readonly purges: Calls;
}
/** Calls of one verb on one queue, to tell which of them overlap. */
export interface Calls {
    asked: number;
    open: number;
    /** Place in the history where the last of them was through. */
    lastDone: number;
}
export type Guarantees = Pick<Capabilities, 'ordering' | 'attempts' | 'lease' | 'lateComplete' | 'idempotentPut'>;
/** What is known at one moment of a history. */
export declare class Ledger {
    #private;
    readonly supports: Guarantees;
    readonly violations: Violation[];
    readonly tasks: Map<string, TaskTrack>;
    /** Tasks acknowledged as gone, and when. */
    readonly gone: Map<string, Span>;
    readonly leases: Map<string, LeaseTrack>;
    /** Connections that began to close, or died. */
    readonly ended: Set<string>;
    constructor(supports: Guarantees);
    queue(name: string): QueueTrack;
    /** The task is acknowledged as gone: little of it needs to be kept. */
    bury(task: TaskTrack, by: Span): void;
    /** Whether deliveries of this task tell nothing about each other: it may be two. */
    twofold(task: TaskTrack): boolean;
    report(kind: ViolationKind, event: {
        readonly at: number;
        readonly by: string;
    }, task: {
        readonly queue: string;
        readonly id: string;
    }, message: string): void;
}
export declare function taskKey(queue: string, id: string): string;
export declare function leaseKey(by: string, lease: number): string;
/** Whether the first was through before the second began. */
export declare function isBefore(first: Span, second: Span): boolean;
/**
 * Whether a delivery surely happened after something else was through, also if its reserve began
 * before: then its lease lives longer than one from before could.
 */
export declare function surelyAfter(lease: LeaseTrack, other: Span): boolean;

// history/order-index.d.ts
import type { Span } from './ledger.js';
/** What was given out of one queue, to find a worse task that was given while a better one was ready. */
export declare class OrderIndex {
    #private;
    add(taken: Span, priority: number, put: Span): void;
    /** A delivery of a worse task, or of an equal one put later, while this one was ready. */
    worse(task: {
        readonly put: Span;
        readonly readySince: number;
    }, priority: number, taken: Span): Span | undefined;
}

// history/lines.d.ts
import type { HistoryEvent } from './event.js';
/** One event as a line of text, for histories in files. */
export declare function formatEvent(event: HistoryEvent): string;
/** Events of lines in the same order. A last line that a killed writer cut is left out. */
export declare function parseEvents(lines: Iterable<string>): Iterable<HistoryEvent>;
/** Several histories as one, by time; each must be in order by itself. */
export declare function mergeHistories(histories: readonly Iterable<HistoryEvent>[]): Iterable<HistoryEvent>;

// history/recorder.d.ts
import { type Adapter, type Clock } from '@jq/core';
import type { HistoryEvent } from './event.js';
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
    /** An adapter with the same verbs, each recorded. */
    wrap(adapter: Adapter): Adapter;
}

// report.d.ts
import { type Capabilities, type Support } from '@jq/core';
import type { Concern } from './check.js';
import type { CheckResult } from './run-check.js';
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
/** Sorts results under their rules; every rule has its line, also one without checks. */
export declare function reportOf(name: string, supports: Capabilities, results: readonly CheckResult[]): ContractReport;

// run-check.d.ts
import type { Capabilities } from '@jq/core';
import type { Check, Concern } from './check.js';
import { type RandomOptions } from './lab.js';
import type { Space } from './space.js';
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
/** What checks are run on. */
export interface Target {
    /** As the adapter declares them. */
    readonly supports: Capabilities;
    readonly random: RandomOptions;
    /** A new, empty space. */
    space(): Space | Promise<Space>;
}
/** Runs one check in a space of its own; never rejects. */
export declare function runCheck(check: Check, target: Target): Promise<CheckResult>;

// report-markdown.d.ts
import type { ContractReport } from './report.js';
/** The report as a page of Markdown: what was declared, what was found, and what failed. */
export declare function reportMarkdown(report: ContractReport): string;

// suite.d.ts
import type { Check } from './check.js';
import type { RandomOptions } from './lab.js';
import { type ContractReport } from './report.js';
import type { Space } from './space.js';
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
/** Runs the contract and answers what came of every check; rejects only when no space can be had. */
export declare function runContract(options: SuiteOptions): Promise<ContractReport>;

// saboteurs/index.d.ts
import { type SuiteOptions } from '../suite.js';
import { type Saboteur } from './saboteur.js';
export type { Saboteur } from './saboteur.js';
export { sabotaged } from './saboteur.js';
/** Every saboteur; each breaks one thing, so that it is plain what a check notices. */
export declare const saboteurs: readonly Saboteur[];
/** What came of one saboteur. */
export interface SabotageResult {
    readonly saboteur: Saboteur;
    /** Ids of the checks meant for it that failed, as they should. */
    readonly caught: readonly string[];
    /** Ids of those that it got past. */
    readonly missed: readonly string[];
    /** Ids of those that do not apply to this adapter. */
    readonly notApplicable: readonly string[];
}
/** Sabotages an adapter and runs the checks meant to notice. */
export declare function trySaboteur(saboteur: Saboteur, options: SuiteOptions): Promise<SabotageResult>;

// saboteurs/saboteur.d.ts
import type { Adapter } from '@jq/core';
import type { Connection } from '../lab.js';
import type { Space } from '../space.js';
/** A way to break one thing of a correct adapter, and the checks that must notice. */
export interface Saboteur {
    readonly name: string;
    /** What it breaks, in a sentence. */
    readonly does: string;
    /** Ids of checks, each of which must fail. */
    readonly caughtBy: readonly string[];
    /** Called once per space; answers what breaks each of its connections. */
    arm(): (adapter: Connection) => Adapter;
}
/** The space with every connection sabotaged. */
export declare function sabotaged(space: Space, saboteur: Saboteur): Space;
/** The adapter with some of its parts replaced. */
export declare function altered(adapter: Connection, changes: Partial<Connection>): Connection;
/** A saboteur that needs no memory beyond one connection. */
export declare function saboteur(name: string, does: string, caughtBy: readonly string[], changes: (adapter: Connection) => Partial<Connection>): Saboteur;

// tasks.d.ts
import { type Lease, type NewTask, type Reservation, type Results } from '@jq/core';
/** A task for a test of an adapter: with its id as body, and a ttr of a minute, unless told otherwise. */
export declare function task(id: string, rest?: Partial<NewTask>): NewTask;
/** Several of them: `task-0`, `task-1` and so on. */
export declare function tasks(count: number, rest?: Partial<NewTask>): NewTask[];
/** Their tasks' ids, in the same order. */
export declare function idsOf(reservations: readonly Reservation[]): string[];
/** Their leases, in the same order. */
export declare function leasesOf(reservations: readonly Reservation[]): Lease[];
/** A batch's results as words: `ok`, or the code of what went wrong, by index. */
export declare function outcomes(results: Results<unknown>): string[];
