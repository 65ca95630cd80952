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
export type BeanstalkdAdapter = AdapterOf<BeanstalkdVerbs> & HeldTasks;

/** What beanstalkd can do beyond the contract. */
export interface HeldTasks {
    /**
     * Held tasks, in the order in which they were put; the order of holding, that of `unhold`, the
     * server shows to nobody. Walks like `peek`.
     */
    held(queue: string, max: number, options?: CallOptions): Promise<readonly TaskView[]>;
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
    /** What queues are called there: `{ orders: 'shop.orders' }`. Default: as in jq. */
    readonly names?: QueueNames;
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
