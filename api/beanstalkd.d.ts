// index.d.ts
/**
 * Queues on one beanstalkd, `localhost:11300`, or several, `one:11300,two:11300`; also with scheme
 * and options as in `connect`. Connects at first use.
 * @throws JobQueueError `invalid` for an unusable address or option
 */
export declare function beanstalkd(servers?: string, options?: BeanstalkdOptions): BeanstalkdAdapter;

/** What `connect('beanstalkd://…')` of @jq/core looks for. */
export declare const adapter: {
    readonly scheme: 'beanstalkd';
    readonly fromDsn: (dsn: string) => Adapter;
};

// adapter.d.ts
/** Tasks on one beanstalkd or several. */
export declare class BeanstalkdAdapter implements Adapter<BeanstalkdCapabilities> {
    #private;
    readonly name = "beanstalkd";
    readonly supports: BeanstalkdCapabilities;
    /** Connects at first use. @throws JobQueueError `invalid` for unusable options */
    constructor(addresses: readonly Address[], options?: BeanstalkdOptions);
    /**
     * Connects to every server that can be reached, and to at least one.
     * @throws JobQueueError `unavailable`; `invalid` when `binlog` is promised and a server runs
     * without
     */
    open(options?: CallOptions): Promise<void>;
    put(queue: string, tasks: readonly NewTask[], options?: CallOptions): Promise<Results<string>>;
    reserve(queues: readonly string[], options: ReserveOptions): Promise<readonly Reservation[]>;
    complete(leases: readonly Lease[], options?: CallOptions): Promise<Results>;
    retry(retries: readonly Retry[], options?: CallOptions): Promise<Results>;
    hold(leases: readonly Lease[], options?: CallOptions): Promise<Results>;
    touch(leases: readonly Lease[], options?: CallOptions): Promise<Results>;
    unhold(queue: string, which: UnholdSelection, options?: CallOptions): Promise<number>;
    peek(queue: string, state: TaskState, max: number, options?: CallOptions): Promise<readonly TaskView[]>;
    /**
     * Held tasks, in the order in which they were put; the order of holding, that of `unhold`, the
     * server shows to nobody. Walks like `peek`.
     */
    held(queue: string, max: number, options?: CallOptions): Promise<readonly TaskView[]>;
    remove(queue: string, ids: readonly string[], options?: CallOptions): Promise<Results>;
    purge(queue: string, state?: TaskState, options?: CallOptions): Promise<number>;
    pause(queue: string, forMs: number, options?: CallOptions): Promise<void>;
    stats(queue: string, options?: CallOptions): Promise<QueueStats>;
    queues(options?: CallOptions): Promise<readonly string[]>;
    close(): Promise<void>;
}

// options.d.ts
/** Everything may be left out. Times in milliseconds. */
export interface BeanstalkdOptions {
    /**
     * The servers run with `-b`, so that tasks survive their crash. `open` refuses a server that does
     * not. Default false: then nothing is declared durable.
     */
    readonly binlog?: boolean;
    /**
     * The servers' `-z`, the largest body with its header of up to 82 bytes. Default 65535, as
     * theirs.
     */
    readonly maxJobBytes?: number;
    /**
     * Whether to ask for the count of attempts and the priority of each task, one command more per
     * task. Default true. Without, a task that fails is retried without end.
     */
    readonly countAttempts?: boolean;
    /**
     * Most connections per server that reserve; a worker that needs more asks at intervals. Default
     * 16.
     */
    readonly maxConnections?: number;
    /** For one attempt to connect. Default 5000. */
    readonly connectMs?: number;
    /** For one answer, beyond what a command waits at the server. Default 10000. */
    readonly answerMs?: number;
    /** Hears about servers that are not as declared. Default: `process.emitWarning`. */
    readonly onWarning?: (message: string) => void;
}

// supports.d.ts
/** What options change: `binlog`, `countAttempts` and `maxJobBytes`. */
export type BeanstalkdCapabilities = Omit<Defaults, 'durable' | 'maxBodyBytes' | 'lateComplete' | 'rules'> & {
    readonly durable: 'nothing' | 'process-crash';
    readonly maxBodyBytes: number;
    readonly lateComplete: boolean;
    readonly rules: Omit<Defaults['rules'], 'ATTEMPTS'> & {
        readonly ATTEMPTS: 'native' | 'unsupported';
    };
};
