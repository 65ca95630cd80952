// index.d.ts
/**
 * Queues on one gearmand, `localhost:4730`, or several, `one:4730,two:4730`; also with scheme and
 * options as in `connect`. Connects at first use.
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
     * The servers keep their jobs in a persistent queue (`libsqlite3` survives their crash). No
     * server tells whether it does, so this is your word for it. Default false: then nothing is
     * declared durable.
     */
    readonly persistent?: boolean;
    /** The last priority of the high and of the normal level. Default 340 and 682. */
    readonly thresholds?: readonly [number, number];
    /** Largest body. gearmand itself knows no limit below 4 GiB. Default 16 MiB. */
    readonly maxBodyBytes?: number;
    /**
     * How often to look for delayed tasks that are due, for which gearmand wakes nobody. Default 500.
     */
    readonly pollMs?: number;
    /**
     * Finds out at the first connection to each server whether it deletes jobs that were given back
     * too often (`--job-retries`), and refuses it then. Default true.
     */
    readonly probe?: boolean;
    /** For one attempt to connect. Default 5000. */
    readonly connectMs?: number;
    /** For one answer. Default 10000. */
    readonly answerMs?: number;
    /** What queues are called there: `{ resize: 'Image::resize' }`. Default: as in jq. */
    readonly names?: QueueNames;
}

// supports.d.ts
export type BaseSupports = typeof native & {
    readonly durable: 'nothing' | 'process-crash';
    readonly maxBodyBytes: number;
};

/** What the adapter keeps of the contract: the transport's own, and what the emulations add. */
export type GearmanCapabilities = Parking<LeasesByClock<Resending<Delaying<BaseSupports>>>>;

// delays.d.ts
export type Delaying<C extends Capabilities> = Emulating<C, 'DELAY', {
    readonly maxDelayMs: 3_155_760_000_000;
}>;
