// index.d.ts
import type { Adapter } from '@jq/core';
import { type SqsOptions } from './options.js';
import type { SqsCapabilities } from './supports.js';
export type { SqsCredentials, SqsOptions } from './options.js';
export type { SqsCapabilities } from './supports.js';
/**
 * Queues on Amazon SQS: `sqs({ region: 'eu-central-1' })`; credentials are found as the SDK finds them. Asks nothing before first use.
 * @throws JobQueueError `invalid` for an unusable option
 */
export declare function sqs(options?: SqsOptions): Adapter<SqsCapabilities>;
/** What `connect('sqs://…')` of @jq/core looks for. */
export declare const adapter: {
    readonly scheme: 'sqs';
    readonly fromDsn: (dsn: string) => Adapter;
};

// options.d.ts
/** Keys of AWS. */
export interface SqsCredentials {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
    readonly expiration?: Date;
}
/** Everything may be left out. Times in milliseconds. */
export interface SqsOptions {
    /** Such as `eu-central-1`. Default: what the SDK finds in environment, profile or instance. */
    readonly region?: string;
    /** Another service that speaks SQS, such as a test server: `http://127.0.0.1:4566`. */
    readonly endpoint?: string;
    /** Keys, or what gets them. Default: the SDK's own chain (environment, profile, SSO, container, instance). */
    readonly credentials?: SqsCredentials | (() => Promise<SqsCredentials>);
    /** First part of the name of each queue at SQS, with a `-` after it. */
    readonly prefix?: string;
    /** FIFO queues instead of standard ones. Default false. */
    readonly fifo?: boolean;
    /**
     * Of FIFO queues: one message group per task, so that tasks run side by side; or one for the whole queue, so that they
     * come strictly one after the other. Default `'task'`.
     */
    readonly group?: 'task' | 'queue';
    /**
     * The last priority of each band but the last; each band is a queue at SQS, and costs its polls. Default 340 and 682; none, `[]`,
     * makes one queue without priorities.
     */
    readonly bands?: readonly number[];
    /** Whether to create queues that are missing. Default true; otherwise they must be there. */
    readonly create?: boolean;
    /** Attributes of queues created, such as `KmsMasterKeyId`; those of queues that are there stay. */
    readonly attributes?: Readonly<Record<string, string>>;
    /** Tags of queues created. */
    readonly tags?: Readonly<Record<string, string>>;
    /** Longest wait of one poll, and so of `close`; default 20000, 1000 … 20000. Shorter polls cost more. */
    readonly pollMs?: number;
    /** Longest wait for one answer, beyond what a poll waits; default 5000. */
    readonly requestMs?: number;
    /** Longest time for one call, its repetitions included; default 10000. */
    readonly timeoutMs?: number;
    /** How long finished tasks may wait for others, to be deleted in one request; default 20. */
    readonly lingerMs?: number;
    /** The ttr of messages that other producers sent; default 60000. */
    readonly foreignTtrMs?: number;
    /** Hears about settings of queues that get in the way. Default: `process.emitWarning`. */
    readonly onWarning?: (message: string) => void;
}
type Optional = 'region' | 'endpoint' | 'credentials';
export type Settings = Required<Omit<SqsOptions, Optional>> & Pick<SqsOptions, Optional>;
/** @throws JobQueueError `invalid` */
export declare function settingsOf(options: SqsOptions): Settings;
export {};

// supports.d.ts
import type { Banded, Emulated, Hopping, Parking, Resending } from '@jq/core';
import type { Settings } from './options.js';
/** What SQS does by itself with standard queues. */
declare const standard: {
    readonly rules: {
        readonly 'DURABLE-PUT': 'native';
        readonly ORDER: 'unsupported';
        readonly DELAY: 'native';
        readonly EXCLUSIVE: {
            readonly emulated: 'A standard queue may, rarely, give one task to two workers at once, or again after it was completed; FIFO queues do not.';
        };
        readonly LAPSE: 'native';
        readonly TOUCH: 'native';
        readonly FENCED: {
            readonly emulated: 'Whether a lease has ended is judged by this process: SQS confirms the deletion of a task that somebody else has by now, without deleting it.';
        };
        readonly RETRY: 'native';
        readonly HOLD: 'unsupported';
        readonly ATTEMPTS: 'native';
        readonly WAIT: 'native';
        readonly QUEUES: 'native';
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
    readonly durable: 'power-loss';
    readonly shared: 'network';
    readonly ordering: 'none';
    readonly queueOrder: 'as-given';
    readonly lease: 'timed';
    readonly fencing: 'best-effort';
    readonly lateComplete: false;
    readonly attempts: 'approximate';
    readonly priorityLevels: 1;
    readonly maxDelayMs: 900000;
    readonly maxTtrMs: 43140000;
    readonly minTtrMs: 1000;
    readonly maxWaitMs: 20000;
    readonly maxBodyBytes: 786138;
    readonly maxBatch: 10;
    readonly timeStepMs: 1000;
    readonly exactCounts: false;
    readonly idempotentPut: false;
    readonly peek: readonly [];
    readonly purge: readonly [];
};
type Standard = typeof standard;
export type TransportCapabilities = Omit<Standard, 'rules' | 'fencing' | 'maxDelayMs'> & {
    readonly fencing: 'best-effort' | 'strict';
    readonly maxDelayMs: number;
    readonly rules: Omit<Standard['rules'], 'DELAY' | 'EXCLUSIVE' | 'FENCED'> & {
        readonly DELAY: 'native' | Emulated;
        readonly EXCLUSIVE: 'native' | Emulated;
        readonly FENCED: 'native' | Emulated;
    };
};
/** What SQS does by itself. */
export declare function transportSupports({ fifo }: Settings): TransportCapabilities;
/** What @jq/sqs guarantees: with priorities in bands, and without where `bands` is empty. */
export type SqsCapabilities = Parking<Resending<Hopping<Banded<TransportCapabilities>>>>;
export {};
