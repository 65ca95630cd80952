// index.d.ts
import type { Adapter } from '@jq/core';
import { RedisAdapter } from './adapter.js';
import type { RedisOptions } from './options.js';
import type { RedisTarget } from './target.js';
export { RedisAdapter } from './adapter.js';
export type { RedisOptions } from './options.js';
export type { Durability, RedisCapabilities } from './supports.js';
export type { ClusterTarget, RedisTarget } from './target.js';
/**
 * Queues in Redis: `redis('redis://127.0.0.1:6379')`, or ioredis' options of a server, of sentinels or of
 * a cluster. Connects when first used.
 * @throws JobQueueError `invalid` for an unusable target or option
 */
export declare function redis(target: RedisTarget, options?: RedisOptions): RedisAdapter;
/** What `connect('redis://…')` of @jq/core looks for. */
export declare const adapter: {
    readonly scheme: 'redis';
    readonly fromDsn: (dsn: string) => Adapter;
};

// adapter.d.ts
import { type Adapter, type CallOptions, type Lease, type NewTask, type QueueStats, type Reservation, type ReserveOptions, type Results, type Retry, type TaskState, type TaskView, type UnholdSelection } from '@jq/core';
import { type RedisOptions } from './options.js';
import { type RedisCapabilities } from './supports.js';
import { type RedisTarget } from './target.js';
/** Tasks in Redis, Valkey or a cluster of either, shared by all who reach it. */
export declare class RedisAdapter implements Adapter<RedisCapabilities> {
    #private;
    readonly name = "redis";
    readonly supports: RedisCapabilities;
    /** Connects when first used. @throws JobQueueError `invalid` for an unusable target or option */
    constructor(target: RedisTarget, options?: RedisOptions);
    /** Connects and compares the server with what is declared; warns of settings that lose tasks. */
    open(options?: CallOptions): Promise<void>;
    put(queue: string, tasks: readonly NewTask[], options?: CallOptions): Promise<Results<string>>;
    reserve(queues: readonly string[], options: ReserveOptions): Promise<readonly Reservation[]>;
    complete(leases: readonly Lease[], options?: CallOptions): Promise<Results>;
    retry(retries: readonly Retry[], options?: CallOptions): Promise<Results>;
    touch(leases: readonly Lease[], options?: CallOptions): Promise<Results>;
    hold(leases: readonly Lease[], options?: CallOptions): Promise<Results>;
    unhold(queue: string, which: UnholdSelection, options?: CallOptions): Promise<number>;
    peek(queue: string, state: TaskState, max: number, options?: CallOptions): Promise<readonly TaskView[]>;
    remove(queue: string, ids: readonly string[], options?: CallOptions): Promise<Results>;
    purge(queue: string, state?: TaskState, options?: CallOptions): Promise<number>;
    pause(queue: string, forMs: number, options?: CallOptions): Promise<void>;
    stats(queue: string, options?: CallOptions): Promise<QueueStats>;
    queues(options?: CallOptions): Promise<readonly string[]>;
    close(): Promise<void>;
}

// options.d.ts
import type { Durability } from './supports.js';
export interface RedisOptions {
    /** First part of every key; default `jq`. Letters, digits and `_.:-`. */
    readonly prefix?: string;
    /**
     * What an acknowledged put survives; declared in `supports` and compared with the server when opening.
     * Default `'process-crash'` (append-only file). If given and not true, opening fails; the default only
     * warns. `'power-loss'` needs `appendfsync always`.
     */
    readonly durable?: Durability;
    /** Longest wait for an answer, a lost connection and its return included; default 5000 ms, 100 … 600 000. */
    readonly timeoutMs?: number;
    /** Hears about settings of the server that can lose tasks. Default: `process.emitWarning`. */
    readonly onWarning?: (message: string) => void;
}
export interface RedisSettings extends Required<RedisOptions> {
    /** The option `durable` was given, so it must be true. */
    readonly durableAsserted: boolean;
}
/** @throws JobQueueError `invalid` */
export declare function settingsOf(options: RedisOptions): RedisSettings;

// supports.d.ts
/** What @jq/redis keeps of the contract: every rule, each by one atomic script. */
export declare const supports: {
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
    readonly durable: 'process-crash';
    readonly shared: 'network';
    readonly ordering: 'exact';
    readonly queueOrder: 'as-given';
    readonly lease: 'timed';
    readonly fencing: 'strict';
    readonly lateComplete: true;
    readonly attempts: 'exact';
    readonly priorityLevels: 4294967296;
    readonly maxDelayMs: 4294967295000;
    readonly maxTtrMs: 4294967295000;
    readonly minTtrMs: 1;
    readonly maxWaitMs: 4294967295000;
    readonly maxBodyBytes: 16777216;
    readonly maxBatch: 250;
    readonly timeStepMs: 1;
    readonly exactCounts: true;
    readonly idempotentPut: true;
    readonly peek: readonly ['ready', 'delayed', 'reserved', 'held'];
    readonly purge: readonly ['ready', 'delayed', 'held'];
};
/** What an acknowledged put survives, by how the server keeps its data. */
export type Durability = 'nothing' | 'process-crash' | 'power-loss';
/** `durable` as the option says. */
export type RedisCapabilities = Omit<typeof supports, 'durable'> & {
    readonly durable: Durability;
};

// target.d.ts
import type { ClusterNode, ClusterOptions, RedisOptions as ConnectionOptions } from 'ioredis';
/**
 * Which server: a URL as for `connect`, ioredis' options of one server or of sentinels, or the nodes of a
 * cluster with ioredis' options for it.
 */
export type RedisTarget = string | ConnectionOptions | ClusterTarget;
export interface ClusterTarget {
    /** Some of its nodes; the others are found through them. */
    readonly nodes: readonly ClusterNode[];
    readonly options?: ClusterOptions;
}
export declare function isCluster(target: ConnectionOptions | ClusterTarget): target is ClusterTarget;
/** What errors may say about where the server is: never a password. */
export declare function placeOf(target: ConnectionOptions | ClusterTarget): string;
/** @throws JobQueueError `invalid` */
export declare function checkTarget(target: ConnectionOptions | ClusterTarget): void;
