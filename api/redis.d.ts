// index.d.ts
/**
 * Queues in Redis: `redis('redis://127.0.0.1:6379')`, or ioredis' options of a server, of sentinels
 * or of a cluster. Connects when first used.
 * @throws JobQueueError `invalid` for an unusable target or option
 */
export declare function redis(target: RedisTarget, options?: RedisOptions): RedisAdapter;

/** What `connect('redis://…')` of @jq/core looks for. */
export declare const adapter: {
    readonly scheme: 'redis';
    readonly fromDsn: (dsn: string) => Adapter;
};

// adapter.d.ts
/** Tasks in Redis, Valkey or a cluster of either, shared by all who reach it. */
export type RedisAdapter = AdapterOf<RedisVerbs>;

// broker/target.d.ts
/**
 * Which server: a URL as for `connect`; ioredis' options of one server or of sentinels; the nodes
 * of a cluster with ioredis' options for it; or a client of ioredis. Of a client only its options
 * are taken, for connections of the adapter's own: it stays yours to use and to close.
 */
export type RedisTarget = string | ConnectionOptions | ClusterTarget | Redis | Cluster;

export interface ClusterTarget {
    /** Some of its nodes; the others are found through them. */
    readonly nodes: readonly ClusterNode[];
    readonly options?: ClusterOptions;
}

// options.d.ts
/** Who logs in; both may be left out. */
export interface Credentials {
    readonly username?: string | undefined;
    readonly password?: string | undefined;
}

export interface RedisOptions {
    /** First part of every key; default `jq`. Letters, digits and `_.:-`. */
    readonly prefix?: string;
    /**
     * What an acknowledged put survives; declared in `supports` and compared with the server when
     * opening. Default `'process-crash'` (append-only file). If given and not true, opening fails;
     * the default only warns. `'power-loss'` needs `appendfsync always`.
     */
    readonly durable?: RedisDurability;
    /**
     * Longest wait for an answer, a lost connection and its return included; default 5000 ms, 100 …
     * 600 000.
     */
    readonly timeoutMs?: number;
    /**
     * User and password, asked for each new connection, in place of those in the target: for
     * passwords that change.
     */
    readonly credentials?: () => Credentials | Promise<Credentials>;
    /**
     * What queues are called in the keys, by jq's name: `{ orders: 'shop:orders' }`. Others are
     * called as in jq.
     */
    readonly names?: QueueNames;
    /** Hears about settings of the server that can lose tasks. Default: `process.emitWarning`. */
    readonly onWarning?: (message: string) => void;
}

// supports.d.ts
/** What an acknowledged put survives, by how the server keeps its data. */
export type RedisDurability = 'nothing' | 'process-crash' | 'power-loss';

/** `durable` as the option says. */
export type RedisCapabilities = Omit<typeof supports, 'durable'> & {
    readonly durable: RedisDurability;
};
