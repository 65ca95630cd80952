// index.d.ts
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
/**
 * What an acknowledged operation survives: `fsync` a power loss, `relaxed` a crash of any process.
 */
export type Durability = 'fsync' | 'relaxed';

export interface FileOptions {
    /** Default `'fsync'`. `'relaxed'` is faster and syncs in the background, twice a second. */
    readonly durability?: Durability;
    /** Journal files are ended at about this size; default 16 MiB, 64 KiB … 1 GiB. */
    readonly segmentBytes?: number;
    /**
     * What to do with a folder on a network file system, where appends are not atomic. Default
     * `'refuse'`.
     */
    readonly networkFileSystem?: 'refuse' | 'allow';
    /**
     * Hears about things that work but not well, such as no file watcher being left. Default:
     * `process.emitWarning`.
     */
    readonly onWarning?: (message: string) => void;
}

// supports.d.ts
/** `durable` is `process-crash` with `durability: 'relaxed'`. */
export type FileCapabilities = Omit<typeof supports, 'durable'> & {
    readonly durable: 'power-loss' | 'process-crash';
};
