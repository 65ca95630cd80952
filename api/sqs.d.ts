// index.d.ts
/**
 * Queues on Amazon SQS: `sqs({ region: 'eu-central-1' })`; credentials are found as the SDK finds
 * them. Asks nothing before first use.
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
    /**
     * Keys, or what gets them: it is asked at first use, when keys expire, and again after SQS has
     * refused those it gave. Default: the SDK's own chain (environment, profile, SSO, container,
     * instance).
     */
    readonly credentials?: SqsCredentials | (() => Promise<SqsCredentials>);
    /** First part of the name of each queue at SQS, with a `-` after it. */
    readonly prefix?: string;
    /**
     * Queues that are called otherwise at SQS, by jq's names: a name, an ARN (also of another
     * account), or a URL. `{ orders: 'arn:aws:sqs:eu-central-1:123456789012:shop-orders' }`. Queues
     * beside one are named like any other: `'orders-held'`, `'orders-p0'`.
     */
    readonly names?: QueueNames;
    /** FIFO queues instead of standard ones. Default false. */
    readonly fifo?: boolean;
    /**
     * Of FIFO queues: one message group per task, so that tasks run side by side; or one for the
     * whole queue, so that they come strictly one after the other. Default `'task'`.
     */
    readonly group?: 'task' | 'queue';
    /**
     * The last priority of each band but the last; each band is a queue at SQS, and costs its polls.
     * Default 340 and 682; none, `[]`, makes one queue without priorities.
     */
    readonly bands?: readonly number[];
    /** Whether to create queues that are missing. Default true; otherwise they must be there. */
    readonly create?: boolean;
    /**
     * Attributes of queues created, such as `KmsMasterKeyId`; those of queues that are there stay.
     */
    readonly attributes?: Readonly<Record<string, string>>;
    /** Tags of queues created. */
    readonly tags?: Readonly<Record<string, string>>;
    /**
     * Longest wait of one poll, and so of `close`; default 20000, 1000 … 20000. Shorter polls cost
     * more.
     */
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

// supports.d.ts
/** What @jq/sqs guarantees: with priorities in bands, and without where `bands` is empty. */
export type SqsCapabilities = Parking<Resending<Hopping<Banded<TransportCapabilities>>>>;
