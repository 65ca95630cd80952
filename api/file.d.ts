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
export type FileAdapter = AdapterOf<FileVerbs>;

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
