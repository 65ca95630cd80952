import { hostname } from 'node:os';

import type { Adapter, Clocked } from '../adapter/adapter.js';
import { shown } from '../adapter/checks.js';
import type { Listener } from '../emitter.js';
import { JobQueueError } from '../errors.js';
import type { Handler } from '../task/task-definition.js';
import { systemClock } from '../time/clock.js';
import {
  checkStopOptions,
  checkWorkerOptions,
  codecOf,
  handlersByName,
  queueList,
} from './check-worker.js';
import { unknownEvent, WORKER_EVENTS, type WorkerEvents } from './events.js';
import { compose, type Middleware } from './middleware.js';
import { makeRoles, type Roles } from './roles.js';
import { onSignals } from './signals.js';
import { Slots } from './slots.js';
import { Stopping } from './stopping.js';
import { WorkerContext } from './worker-context.js';
import type { QueueSource, StopOptions, WorkerOptions } from './worker-options.js';
import type { StopReason, WorkerReport } from './worker-report.js';

const DEFAULTS = {
  concurrency: 10,
  graceMs: 10_000,
  abortMs: 5000,
  signals: ['SIGTERM', 'SIGINT'],
} as const;

/** Runs the tasks of one or more queues of one adapter. Lives once: run, then stop. */
export class Worker {
  readonly name: string;
  readonly #context: WorkerContext;
  readonly #queues: readonly [QueueSource, ...QueueSource[]];
  readonly #options: WorkerOptions & typeof DEFAULTS;
  readonly #handlers: ReadonlyMap<string, Handler>;
  readonly #middleware: Middleware[] = [];
  readonly #slots: Slots;
  readonly #stopping: Stopping;
  #roles: Roles | undefined;
  #stopReason: StopReason | undefined;
  #life: Promise<WorkerReport> | undefined;

  /** @throws JobQueueError `invalid`, saying which argument */
  constructor(
    queues: QueueSource | readonly QueueSource[],
    handlers: readonly Handler[],
    options: WorkerOptions = {},
  ) {
    const list = queueList(queues);
    this.#handlers = handlersByName(handlers);
    const own = checkWorkerOptions(options);
    codecOf(list, own.codec);
    this.#queues = list;
    this.#options = withDefaults(own);
    this.name = own.name ?? defaultName();
    const adapter: Adapter & Partial<Clocked> = list[0].adapter;
    const { clock = adapter.clock ?? systemClock, random = Math.random } = own;
    this.#context = new WorkerContext(this.name, adapter, clock, random);
    this.#slots = new Slots(this.#options.concurrency);
    this.#stopping = new Stopping(clock, this.#slots, () => this.#context.waiters.wake());
  }

  /**
   * Registers a listener. Listeners run in the order of registration; the same function twice runs
   * once per event; what they throw becomes an `error` event.
   * @returns a function that removes the listener
   * @throws JobQueueError `invalid`: no such event, or no function
   */
  on<K extends keyof WorkerEvents>(event: K, listener: Listener<WorkerEvents[K]>): () => void {
    if (!WORKER_EVENTS.includes(event)) throw this.#invalid(unknownEvent(event));
    if (typeof listener !== 'function')
      throw this.#invalid(`listener ${shown(listener)}: use a function`);
    return this.#context.life.events.on(event, listener);
  }

  /**
   * Puts code around every handler; the first registered is the outermost. Before `run` only.
   * @throws JobQueueError `invalid`
   */
  use(middleware: Middleware): this {
    if (typeof middleware !== 'function')
      throw this.#invalid(`middleware ${shown(middleware)}: use a function (task, next) => …`);
    if (this.#life !== undefined) throw this.#invalid('use() after run()');
    this.#middleware.push(middleware);
    return this;
  }

  /**
   * Works until `stop`, a signal or a limit, and resolves with the report when all is settled.
   * Rejects with what `setUp` threw, or with the JobQueueError of an adapter that no further try
   * can mend: `closed`, and `invalid` or `unsupported` before the broker has given any answer. What
   * fails later is told as `error`, and the worker tries again at growing intervals.
   */
  run(): Promise<WorkerReport> {
    this.#life ??= this.#live();
    return this.#life;
  }

  /**
   * Fetches no more; lets running handlers finish for `graceMs`; aborts the signals of the rest
   * with `aborted` and waits `abortMs`; gives back what never started. Takes at most `graceMs` and
   * twice `abortMs`. Handlers that still run then are reported as abandoned: closing the adapter or
   * the end of their leases frees those tasks. Always the same promise as `run`, but for options
   * that nobody knows: then nothing is stopped, and it rejects with JobQueueError `invalid`.
   */
  stop(options: StopOptions = {}): Promise<WorkerReport> {
    try {
      this.#stop('stopped', checkStopOptions(options));
    } catch (error) {
      return Promise.reject(JobQueueError.from(error, 'stop'));
    }
    this.#life ??= Promise.resolve(this.#context.life.report('stopped'));
    return this.#life;
  }

  #stop(reason: StopReason, options: StopOptions = {}): void {
    this.#stopReason ??= reason;
    this.#roles?.fetcher.stop(reason);
    const { graceMs = this.#options.graceMs, abortMs = this.#options.abortMs } = options;
    this.#stopping.begin(graceMs, abortMs);
  }

  async #live(): Promise<WorkerReport> {
    const { life } = this.#context;
    const roles = this.#assemble();
    this.#roles = roles;
    const ignoreSignals = onSignals(
      this.#options.signals,
      () => this.#stop('signal'),
      () => this.#stopping.hasten(),
    );
    const cancelLimit = this.#limitTime(roles);
    const queues = this.#queues.map((queue) => queue.name);
    life.events.emit('worker.start', { worker: this.name, queues, concurrency: this.#slots.size });
    try {
      const reason = await this.#work(roles);
      const report = this.#context.life.report(reason);
      life.events.emit('worker.finished', { worker: this.name, report });
      return report;
    } finally {
      ignoreSignals();
      cancelLimit();
      this.#stopping.end();
    }
  }

  async #work(roles: Roles): Promise<StopReason> {
    try {
      await this.#orOver(this.#options.setUp?.());
      return (await this.#orOver(roles.fetcher.run())) ?? this.#stopReason ?? 'stopped';
    } catch (error) {
      this.#stop('stopped');
      throw error;
    } finally {
      while (this.#busy(roles)) await this.#orOver(this.#context.waiters.wait());
      roles.stop();
      this.#slots.forEach((task) => this.#context.life.abandoned(task));
      await this.#tearDown();
    }
  }

  #busy({ settler }: Roles): boolean {
    if (this.#stopping.isOver) return false;
    return settler.pending > 0 || (this.#slots.taken > 0 && this.#stopping.patient);
  }

  /** @returns undefined when the bounds of a stop ended first */
  #orOver<T>(promise: T | Promise<T>): Promise<T | undefined> {
    return Promise.race([promise, this.#stopping.over.then(() => undefined)]);
  }

  async #tearDown(): Promise<void> {
    const { tearDown, graceMs, abortMs } = this.#options;
    if (tearDown === undefined) return;
    let cancel = (): void => undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new JobQueueError('aborted', 'tearDown of the worker took too long');
      cancel = this.#context.clock.after(graceMs + abortMs, () => reject(error));
    });
    try {
      await Promise.race([tearDown(), late]);
    } catch (error) {
      this.#context.life.fault(JobQueueError.from(error, 'tearDown of the worker'));
    } finally {
      cancel();
    }
  }

  #assemble(): Roles {
    const handlers = new Map<string, Handler>();
    for (const [name, { definition, perform }] of this.#handlers)
      handlers.set(name, { definition, perform: compose(this.#middleware, perform) });
    return makeRoles({
      context: this.#context,
      queues: this.#queues.map((queue) => queue.name),
      handlers,
      codec: codecOf(this.#queues, this.#options.codec),
      slots: this.#slots,
      limits: this.#options.limits ?? {},
    });
  }

  #invalid(message: string): JobQueueError {
    return new JobQueueError('invalid', `worker ${this.name}: ${message}`);
  }

  #limitTime(roles: Roles): () => void {
    const timeMs = this.#options.limits?.timeMs;
    if (timeMs === undefined) return () => undefined;
    return this.#context.clock.after(timeMs, () => roles.fetcher.stop('time'));
  }
}

/** An option that is given as undefined is one that is not given. */
function withDefaults(options: WorkerOptions): WorkerOptions & typeof DEFAULTS {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(given) };
}

function defaultName(): string {
  return `${hostname()}-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
}
