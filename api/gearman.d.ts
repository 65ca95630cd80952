// index.d.ts
import type { Adapter } from '@jq/core';
import type { GearmanOptions } from './options.js';
import type { GearmanCapabilities } from './supports.js';
export type { GearmanOptions } from './options.js';
export type { BaseSupports, GearmanCapabilities } from './supports.js';
export type { Delaying } from './transport/delays.js';
/**
 * Queues on one gearmand, `localhost:4730`, or several, `one:4730,two:4730`; also with scheme and options as in
 * `connect`. Connects at first use.
 * @throws JobQueueError `invalid` for an unusable address or option
 */
export declare function gearman(servers?: string, options?: GearmanOptions): Adapter<GearmanCapabilities>;
/** What `connect('gearman://…')` of @jq/core looks for. */
export declare const adapter: {
    readonly scheme: 'gearman';
    readonly fromDsn: (dsn: string) => Adapter;
};

// options.d.ts
/** Everything may be left out. Times in milliseconds. */
export interface GearmanOptions {
    /**
     * The servers keep their jobs in a persistent queue (`libsqlite3` survives their crash). No server tells whether
     * it does, so this is your word for it. Default false: then nothing is declared durable.
     */
    readonly persistent?: boolean;
    /** The last priority of the high and of the normal level. Default 340 and 682. */
    readonly thresholds?: readonly [number, number];
    /** Largest body. gearmand itself knows no limit below 4 GiB. Default 16 MiB. */
    readonly maxBodyBytes?: number;
    /** How often to look for delayed tasks that are due, for which gearmand wakes nobody. Default 500. */
    readonly pollMs?: number;
    /**
     * Finds out at the first connection to each server whether it deletes jobs that were given back too often
     * (`--job-retries`), and refuses it then. Default true.
     */
    readonly probe?: boolean;
    /** For one attempt to connect. Default 5000. */
    readonly connectMs?: number;
    /** For one answer. Default 10000. */
    readonly answerMs?: number;
}
export type Settings = Required<GearmanOptions>;
/** @throws JobQueueError `invalid` */
export declare function settingsOf(options: GearmanOptions): Settings;

// supports.d.ts
import type { Clocked, Parking, Resending } from '@jq/core';
import type { Settings } from './options.js';
import type { Delaying } from './transport/delays.js';
/** What gearmand does by itself, seen through one connection per function. */
declare const native: {
    readonly rules: {
        readonly 'DURABLE-PUT': 'native';
        readonly ORDER: 'native';
        readonly DELAY: 'unsupported';
        readonly EXCLUSIVE: 'native';
        readonly LAPSE: 'unsupported';
        readonly TOUCH: 'unsupported';
        readonly FENCED: 'native';
        readonly RETRY: 'unsupported';
        readonly HOLD: 'unsupported';
        readonly ATTEMPTS: 'unsupported';
        readonly WAIT: 'native';
        readonly QUEUES: {
            readonly emulated: 'Queues are asked one after the other, over a connection each.';
        };
        readonly ABORT: 'native';
        readonly CLOSE: 'native';
        readonly BYTES: 'native';
        readonly 'TOO-LARGE': 'native';
        readonly BATCH: 'native';
        readonly STATS: 'native';
        readonly PEEK: 'unsupported';
        readonly REMOVE: 'unsupported';
        readonly PURGE: 'unsupported';
        readonly PAUSE: 'unsupported';
        readonly REDIAL: 'native';
        readonly FOREIGN: 'native';
    };
    readonly shared: 'network';
    readonly ordering: 'banded';
    readonly queueOrder: 'as-given';
    readonly lease: 'connection';
    readonly fencing: 'strict';
    readonly lateComplete: false;
    readonly attempts: 'explicit-only';
    readonly priorityLevels: 3;
    readonly maxDelayMs: 1;
    readonly maxTtrMs: 1;
    readonly minTtrMs: 1;
    readonly maxWaitMs: 4294967295000;
    readonly maxBatch: 256;
    readonly timeStepMs: 1000;
    readonly exactCounts: false;
    readonly idempotentPut: false;
    readonly peek: readonly [];
    readonly purge: readonly [];
};
export type BaseSupports = typeof native & {
    readonly durable: 'nothing' | 'process-crash';
    readonly maxBodyBytes: number;
};
/** The manifest of the transport with these settings. */
export declare function baseSupports({ persistent, maxBodyBytes }: Settings): BaseSupports;
/** What the adapter keeps of the contract: the transport's own, and what the emulations add. */
export type GearmanCapabilities = Parking<Clocked<Resending<Delaying<BaseSupports>>>>;
export {};

// transport/delays.d.ts
import { type Capabilities, type Emulating, type Transport } from '@jq/core';
export interface DelaysOptions {
    /** How often to look for tasks that are due. */
    readonly pollMs: number;
}
export type Delaying<C extends Capabilities> = Emulating<C, 'DELAY', {
    readonly maxDelayMs: 3_155_760_000_000;
}>;
/**
 * Delays by jobs that are not due before a second of the server's clock. They wait in a function of their own, since there they
 * would hide the ready ones of the low level, and have the normal level alone; who reserves moves those that are due to
 * their queue.
 */
export declare function delays<C extends Capabilities>(inner: Counting<C>, options: DelaysOptions): Transport<Delaying<C>>;
/** A transport that has counts. */
export type Counting<C extends Capabilities = Capabilities> = Transport<C> & Required<Pick<Transport, 'stats' | 'queues'>>;
/** Whether a function is where tasks wait that no worker is given: held ones, or delayed ones. */
export declare function isAside(name: string): boolean;
