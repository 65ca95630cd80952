// index.d.ts
import type { Adapter } from '@jq/core';
import { FileAdapter } from './adapter.js';
import { type FileOptions } from './options.js';
export { FileAdapter } from './adapter.js';
export type { Durability, FileOptions } from './options.js';
export type { FileCapabilities } from './supports.js';
/**
 * A queue in a folder of this machine, made at first use, for any number of processes.
 * @throws JobQueueError `invalid` for unusable options
 */
export declare function file(folder: string, options?: FileOptions): FileAdapter;
/** What `connect('file:…')` of @jq/core looks for. */
export declare const adapter: {
    readonly scheme: 'file';
    readonly fromDsn: (dsn: string) => Adapter;
};

// adapter.d.ts
import { type Adapter, type CallOptions, type Lease, type NewTask, type QueueStats, type Reservation, type ReserveOptions, type Results, type Retry, type TaskState, type TaskView, type UnholdSelection } from '@jq/core';
import { type FileOptions } from './options.js';
import { type FileCapabilities } from './supports.js';
/** Tasks in a folder, shared by all processes of this machine that open it. */
export declare class FileAdapter implements Adapter<FileCapabilities> {
    #private;
    readonly name = "file";
    readonly supports: FileCapabilities;
    /** The folder is looked at by `open`. @throws JobQueueError `invalid` for unusable options */
    constructor(folder: string, options?: FileOptions);
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
/** What an acknowledged operation survives: `fsync` a power loss, `relaxed` a crash of any process. */
export type Durability = 'fsync' | 'relaxed';
export interface FileOptions {
    /** Default `'fsync'`. `'relaxed'` is faster and syncs in the background, twice a second. */
    readonly durability?: Durability;
    /** Journal files are ended at about this size; default 16 MiB, 64 KiB … 1 GiB. */
    readonly segmentBytes?: number;
    /** What to do with a folder on a network file system, where appends are not atomic. Default `'refuse'`. */
    readonly networkFileSystem?: 'refuse' | 'allow';
    /** Hears about things that work but not well, such as no file watcher being left. Default: `process.emitWarning`. */
    readonly onWarning?: (message: string) => void;
}
export type FileSettings = Required<FileOptions>;
/** @throws JobQueueError `invalid` */
export declare function settingsOf(options: FileOptions): FileSettings;
/** `file:./queue`, `file:///var/lib/queue?durability=relaxed`. @throws JobQueueError `invalid` */
export declare function parseDsn(dsn: string): {
    folder: string;
    options: FileOptions;
};

// supports.d.ts
/** What @jq/file keeps of the contract: every rule, by its own journal. */
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
    readonly durable: 'power-loss';
    readonly shared: 'machine';
    readonly ordering: 'exact';
    readonly queueOrder: 'as-given';
    readonly lease: 'timed';
    readonly fencing: 'strict';
    readonly lateComplete: false;
    readonly attempts: 'exact';
    readonly priorityLevels: 4294967296;
    readonly maxDelayMs: 4294967295000;
    readonly maxTtrMs: 4294967295;
    readonly minTtrMs: 1;
    readonly maxWaitMs: 4294967295000;
    readonly maxBodyBytes: 67108864;
    readonly maxBatch: 10000;
    readonly timeStepMs: 1;
    readonly exactCounts: true;
    readonly idempotentPut: true;
    readonly peek: readonly ['ready', 'delayed', 'reserved', 'held'];
    readonly purge: readonly ['ready', 'delayed', 'held'];
};
/** `durable` is `process-crash` with `durability: 'relaxed'`. */
export type FileCapabilities = Omit<typeof supports, 'durable'> & {
    readonly durable: 'power-loss' | 'process-crash';
};
