import { checkAdapter, requireRule } from '../adapter/adapter-check.js';
import type {
  Adapter,
  CallOptions,
  QueueStats,
  Results,
  TaskView,
  UnholdSelection,
} from '../adapter/adapter.js';
import type { Capabilities, Needs } from '../adapter/capabilities.js';
import { checkCallOptions, checkOptions, unknownOption } from '../adapter/check-options.js';
import {
  checkQueueName,
  checkState,
  checkTaskIds,
  checkUnhold,
  checkWhole,
  shown,
} from '../adapter/checks.js';
import type { Rule } from '../adapter/rules.js';
import type { Listener } from '../emitter.js';
import { JobQueueError } from '../errors.js';
import type { Codec, Decoded } from '../task/codec.js';
import { jsonCodec } from '../task/envelope.js';
import type { TaskDefinition } from '../task/task-definition.js';
import type { Context } from '../task/task.js';
import type { AddAllOptions, AddArguments, AddOptions } from './add-options.js';
import { Producer } from './producer.js';
import type { QueueEvents } from './queue-events.js';

export interface QueueOptions {
  /** Default: JSON, docs/wire-format.md. */
  readonly codec?: Codec;
  /** Called at each `add`; what it gives travels with the task. */
  readonly context?: () => Context | undefined;
  /** Rules this program relies on, for adapters known only at run time: checked at once. */
  readonly needs?: readonly Rule[];
}

/** A task as `peek` shows it, with its body decoded. */
export interface PeekedTask extends TaskView {
  readonly message: Decoded;
}

const OPTIONS = ['codec', 'context', 'needs'] as const;
const EVENTS: readonly (keyof QueueEvents)[] = ['task.added', 'error'];

type Verb = 'stats' | 'peek' | 'unhold' | 'remove' | 'purge' | 'pause';

// "Until resumed": beyond any intention, within every broker's range.
const LONGEST_PAUSE_MS = 365 * 86_400_000;

/**
 * One named queue of a broker: adds tasks and looks after them. A method that the adapter does not
 * support is a compile error where its capabilities are known, else `unsupported` when called.
 */
export class Queue<C extends Capabilities = Capabilities> {
  readonly name: string;
  readonly adapter: Adapter<C>;
  readonly codec: Codec;
  readonly #producer: Producer;
  #closing: Promise<void> | undefined;

  /**
   * @throws JobQueueError `invalid` (name, adapter, an option), `unsupported` (something in
   * `needs`)
   */
  constructor(name: string, adapter: Adapter<C>, options: QueueOptions = {}) {
    checkQueueName(name);
    const own = checkQueueOptions(`queue ${name}`, options);
    checkAdapter(adapter, own.needs === undefined ? [] : own.needs, `queue ${name}`);
    this.name = name;
    this.adapter = adapter;
    this.codec = own.codec ?? jsonCodec;
    this.#producer = new Producer(name, adapter, this.codec, own.context);
  }

  /**
   * Registers a listener. Listeners run in the order of registration; the same function twice runs
   * once per event; what they throw becomes an `error` event.
   * @returns a function that removes the listener
   */
  on<K extends keyof QueueEvents>(event: K, listener: Listener<QueueEvents[K]>): () => void {
    if (!EVENTS.includes(event))
      throw invalid(`queue ${this.name}: ${unknownOption(shown(event), EVENTS, 'event')}`);
    if (typeof listener !== 'function')
      throw invalid(`queue ${this.name}: listener ${shown(listener)}: use a function`);
    return this.#producer.events.on(event, listener);
  }

  /**
   * Adds one task; resolves with its id when the broker has it. Adds of one tick travel together.
   * Rejects with JobQueueError `invalid` (data, an option), `too-large`, `unsupported`, `aborted`,
   * `closed`, `unavailable`, or `ambiguous` (the task may exist).
   */
  add<Input>(
    task: TaskDefinition<Input, unknown>,
    ...rest: AddArguments<NoInfer<Input>, C>
  ): Promise<string>;
  add(task: TaskDefinition<unknown>, data?: unknown, options: AddOptions = {}): Promise<string> {
    return this.#producer.add(task, data, options);
  }

  /**
   * Adds many in few requests; resolves with their ids when the broker has all of them.
   * Rejects when one was not added, with a JobQueueError whose `results` say for each, by index,
   * its id or why not. Its code is that of the failures where none was added and all are alike
   * (`unavailable`: the broker is away), else `incomplete`. Without `results` nothing was tried:
   * `invalid` (an argument), `closed`.
   */
  addAll<Input>(
    task: TaskDefinition<Input, unknown>,
    data: readonly NoInfer<Input>[],
    options: AddAllOptions<C> = {},
  ): Promise<readonly string[]> {
    return this.#producer.addAll(task as TaskDefinition<unknown>, data, options as AddAllOptions);
  }

  /**
   * As `addAll`, for callers that look at each result: an id, or why that task was not added.
   * Rejects only where nothing was tried: `invalid` (an argument), `closed`.
   */
  addEach<Input>(
    task: TaskDefinition<Input, unknown>,
    data: readonly NoInfer<Input>[],
    options: AddAllOptions<C> = {},
  ): Promise<Results<string>> {
    return this.#producer.addEach(task as TaskDefinition<unknown>, data, options as AddAllOptions);
  }

  /** How many tasks are in which state, and whether the queue is paused. */
  async stats(options?: CallOptions, ..._needs: Needs<C, 'STATS'>): Promise<QueueStats> {
    const asked = this.#asked('stats', options);
    return await this.#able('stats', 'STATS').stats(this.name, asked);
  }

  /** Up to `max` tasks of a state, the next to leave it first; nothing changes. */
  async peek(
    state: C['peek'][number],
    max = 1,
    options?: CallOptions,
    ..._needs: Needs<C, 'PEEK'>
  ): Promise<readonly PeekedTask[]> {
    const asked = this.#asked('peek', options);
    const adapter = this.#able('peek', 'PEEK');
    this.#checkState(state, 'peek');
    checkWhole(`queue ${this.name}: peek: max`, max, 1, Number.MAX_SAFE_INTEGER);
    const views = await adapter.peek(this.name, state, max, asked);
    return Promise.all(views.map(async (view) => ({ ...view, message: await this.#decode(view) })));
  }

  /** Makes held tasks ready: the `max` longest held, or those named. Answers how many. */
  async unhold(
    which: UnholdSelection,
    options?: CallOptions,
    ..._needs: Needs<C, 'HOLD'>
  ): Promise<number> {
    const asked = this.#asked('unhold', options);
    const adapter = this.#able('unhold', 'HOLD');
    checkUnhold(which);
    const own = checkOptions(`queue ${this.name}: unhold`, which, ['max', 'ids']);
    return await adapter.unhold(this.name, own, asked);
  }

  /** Deletes ready, delayed or held tasks; a reserved one answers `task-reserved`. */
  async remove(
    ids: readonly string[],
    options?: CallOptions,
    ..._needs: Needs<C, 'REMOVE'>
  ): Promise<Results> {
    const asked = this.#asked('remove', options);
    const adapter = this.#able('remove', 'REMOVE');
    checkTaskIds(ids);
    return await adapter.remove(this.name, ids, asked);
  }

  /** Deletes all tasks of a state, or all that are not reserved; answers how many. */
  async purge(
    state?: C['purge'][number],
    options?: CallOptions,
    ..._needs: Needs<C, 'PURGE'>
  ): Promise<number> {
    const asked = this.#asked('purge', options);
    const adapter = this.#able('purge', 'PURGE');
    if (state !== undefined) this.#checkState(state, 'purge');
    return await adapter.purge(this.name, state, asked);
  }

  /** Gives no tasks to workers for `forMs`, or until `resume`. Adding goes on. */
  async pause(
    forMs: number = LONGEST_PAUSE_MS,
    options?: CallOptions,
    ..._needs: Needs<C, 'PAUSE'>
  ): Promise<void> {
    const asked = this.#asked('pause', options);
    const adapter = this.#able('pause', 'PAUSE');
    const { maxDelayMs } = this.adapter.supports;
    checkWhole(
      `queue ${this.name}: pause: forMs`,
      forMs,
      0,
      Math.max(maxDelayMs, LONGEST_PAUSE_MS),
    );
    await adapter.pause(this.name, forMs, asked);
  }

  async resume(options?: CallOptions, ..._needs: Needs<C, 'PAUSE'>): Promise<void> {
    const asked = this.#asked('pause', options);
    await this.#able('pause', 'PAUSE').pause(this.name, 0, asked);
  }

  /**
   * Waits for the adds under way, then closes the adapter, also for other queues and workers on it.
   * Safe to call twice.
   */
  close(): Promise<void> {
    this.#closing ??= this.#producer.close().then(() => this.adapter.close());
    return this.#closing;
  }

  /** The adapter, known to have `verb`. @throws JobQueueError `closed`, `unsupported` */
  #able<V extends Verb>(verb: V, rule: Rule): Required<Pick<Adapter, V>> {
    if (this.#closing !== undefined)
      throw new JobQueueError('closed', `queue ${this.name}: ${verb} after close`);
    requireRule(this.adapter, rule, `queue ${this.name}: ${verb}`);
    return this.adapter as unknown as Required<Pick<Adapter, V>>;
  }

  #asked(verb: Verb, options: CallOptions | undefined): CallOptions | undefined {
    return checkCallOptions(`queue ${this.name}: ${verb}`, options);
  }

  #checkState(state: C['peek'][number], verb: 'peek' | 'purge'): void {
    checkState(state);
    const states: Capabilities['peek'] = this.adapter.supports[verb];
    if (states.includes(state)) return;
    throw new JobQueueError(
      'unsupported',
      `queue ${this.name}: adapter ${this.adapter.name} cannot ${verb} "${state}" tasks, only: ${states.join(', ') || 'none'}`,
    );
  }

  async #decode(view: TaskView): Promise<Decoded> {
    try {
      return await this.codec.decode(view.body);
    } catch (error) {
      return { undecodable: JobQueueError.from(error, 'decoding').message };
    }
  }
}

/** @returns the options to read. @throws JobQueueError `invalid` */
function checkQueueOptions(what: string, options: QueueOptions): QueueOptions {
  const own = checkOptions(what, options, OPTIONS);
  const { codec, context } = own;
  if (
    codec !== undefined &&
    (typeof codec?.encode !== 'function' || typeof codec.decode !== 'function')
  )
    throw invalid(`${what}: codec ${shown(codec)}: use an object with encode and decode`);
  if (context !== undefined && typeof context !== 'function')
    throw invalid(`${what}: context ${shown(context)}: use a function that returns an object`);
  return own;
}

const invalid = (message: string): JobQueueError => new JobQueueError('invalid', message);
