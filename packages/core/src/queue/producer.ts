import type { Adapter, CallOptions, NewTask, Results } from '../adapter/adapter.js';
import { Batcher } from '../adapter/batcher.js';
import { checkArray, shown } from '../adapter/checks.js';
import { Emitter } from '../emitter.js';
import { JobQueueError } from '../errors.js';
import type { Codec } from '../task/codec.js';
import type { TaskDefinition } from '../task/task-definition.js';
import type { Context } from '../task/task.js';
import { type AddAllOptions, type AddOptions, checkAddOptions } from './add-options.js';
import type { QueueEvents } from './queue-events.js';
import { TaskMaker } from './task-maker.js';

interface PendingAdd {
  readonly name: string;
  readonly task: NewTask;
  readonly resolve: (id: string) => void;
  readonly reject: (error: JobQueueError) => void;
}

// So many travel in one put at most: the broker works on them while the next are made.
const TOGETHER = 50;

/** The adding side of a Queue: makes batches out of single adds, and knows what is under way. */
export class Producer {
  readonly events: Emitter<QueueEvents>;
  readonly #queue: string;
  readonly #adapter: Adapter;
  readonly #maker: TaskMaker;
  readonly #batcher: Batcher<PendingAdd> = new Batcher((adds) => void this.#send(adds), {
    most: TOGETHER,
  });
  #underWay = 0;
  #closed = false;
  #whenQuiet: (() => void) | undefined;

  constructor(
    queue: string,
    adapter: Adapter,
    codec: Codec,
    captureContext: (() => Context | undefined) | undefined,
  ) {
    this.#queue = queue;
    this.events = new Emitter(`queue ${queue}`, { queue });
    this.#adapter = adapter;
    this.#maker = new TaskMaker(adapter, codec, captureContext);
  }

  /** See Queue.add. */
  add(task: TaskDefinition<unknown>, data: unknown, options: AddOptions): Promise<string> {
    let made: NewTask | Promise<NewTask>;
    let own: AddOptions;
    try {
      this.#check(task);
      own = checkAddOptions(task.name, options);
      made = this.#maker.make(task, data, own);
    } catch (error) {
      return Promise.reject(JobQueueError.from(error, `adding task ${task?.name}`));
    }
    if (own.signal !== undefined || made instanceof Promise) return this.#alone(task, made, own);
    this.#underWay++;
    return new Promise((resolve, reject) =>
      this.#batcher.add({ name: task.name, task: made, resolve, reject }),
    );
  }

  /** See Queue.addAll. */
  async addAll(
    task: TaskDefinition<unknown>,
    data: readonly unknown[],
    options: AddAllOptions,
  ): Promise<readonly string[]> {
    const results = await this.addEach(task, data, options);
    const ids = results.filter((result) => typeof result === 'string');
    if (ids.length < results.length) throw notAdded(task.name, results, ids.length);
    return ids;
  }

  /** See Queue.addEach. */
  async addEach(
    task: TaskDefinition<unknown>,
    data: readonly unknown[],
    options: AddAllOptions,
  ): Promise<Results<string>> {
    this.#check(task);
    checkArray(`task ${task.name}: data`, data);
    const own = checkAddOptions(task.name, options);
    if ('id' in own)
      throw invalid(`task ${task.name}: option "id": each of many tasks gets an id of its own`);
    return await this.#track(() => this.#addSlices(task, data, own));
  }

  /** Refuses further adds; resolves when those under way have their answers. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#batcher.flush();
    if (this.#underWay > 0) await new Promise<void>((resolve) => (this.#whenQuiet = resolve));
  }

  /** A signal or asynchronous encoding keeps a task out of the common batch. */
  #alone(
    { name }: TaskDefinition<unknown>,
    made: NewTask | Promise<NewTask>,
    options: AddOptions,
  ): Promise<string> {
    return this.#track(async () => {
      try {
        // Without a turn in between: calls keep their order.
        const task = made instanceof Promise ? await made : made;
        const [id] = await this.#put([task], options);
        if (typeof id !== 'string') throw id ?? noResult();
        this.#added(name, task);
        return id;
      } catch (error) {
        throw JobQueueError.from(error, `adding task ${name}`);
      }
    });
  }

  async #send(adds: readonly PendingAdd[]): Promise<void> {
    try {
      const tasks = adds.map((add) => add.task);
      const results = await this.#adapter.put(this.#queue, tasks);
      adds.forEach((add, index) => {
        const result = resultAt(results, index);
        if (typeof result !== 'string') return add.reject(result);
        this.#added(add.name, add.task);
        add.resolve(result);
      });
    } catch (error) {
      const failure = JobQueueError.from(error, 'put');
      for (const add of adds) add.reject(failure);
    }
    this.#finished(adds.length);
  }

  /** What is made goes out before the rest is made; in the order of the data. */
  async #addSlices(
    task: TaskDefinition<unknown>,
    data: readonly unknown[],
    options: AddAllOptions,
  ): Promise<Results<string>> {
    const slices: Promise<Results<string>>[] = [];
    for (let from = 0; from < data.length; from += TOGETHER) {
      const made: (NewTask | JobQueueError)[] = [];
      for (const item of data.slice(from, from + TOGETHER)) {
        try {
          const one = this.#maker.make(task, item, options);
          made.push(one instanceof Promise ? await one : one);
        } catch (error) {
          made.push(JobQueueError.from(error, `adding task ${task.name}`));
        }
      }
      slices.push(this.#putMade(task, made, options));
    }
    return (await Promise.all(slices)).flat();
  }

  /** Puts what could be made; a put that fails whole fails each of its tasks. */
  async #putMade(
    { name }: TaskDefinition<unknown>,
    made: readonly (NewTask | JobQueueError)[],
    options: CallOptions,
  ): Promise<Results<string>> {
    const good = made.filter((one): one is NewTask => !JobQueueError.is(one));
    let results: Results<string>;
    try {
      results = good.length === 0 ? [] : await this.#put(good, options);
    } catch (error) {
      const failure = JobQueueError.from(error, `adding tasks ${name}`);
      results = good.map(() => failure);
    }
    let next = 0;
    return made.map((one) => {
      if (JobQueueError.is(one)) return one;
      const result = resultAt(results, next++);
      if (typeof result === 'string') this.#added(name, one);
      return result;
    });
  }

  #put(tasks: readonly NewTask[], { signal }: CallOptions): Promise<Results<string>> {
    // What was added before goes first.
    this.#batcher.flush();
    return this.#adapter.put(this.#queue, tasks, signal === undefined ? undefined : { signal });
  }

  #added(name: string, { id, priority, delayMs, ttrMs }: NewTask): void {
    if (this.events.has('task.added'))
      this.events.emit('task.added', { queue: this.#queue, id, name, priority, delayMs, ttrMs });
  }

  /** @throws JobQueueError `invalid`, `closed` */
  #check(task: TaskDefinition<unknown>): void {
    if (typeof task?.name !== 'string' || typeof task.handle !== 'function')
      throw invalid(
        `queue ${this.#queue}: task ${shown(task)}: use a definition, as of defineTask('resize')`,
      );
    if (this.#closed)
      throw new JobQueueError(
        'closed',
        `queue ${this.#queue}: task ${task.name} added after close`,
      );
  }

  async #track<T>(run: () => Promise<T>): Promise<T> {
    this.#underWay++;
    try {
      return await run();
    } finally {
      this.#finished(1);
    }
  }

  #finished(count: number): void {
    this.#underWay -= count;
    if (this.#underWay === 0) this.#whenQuiet?.();
  }
}

function resultAt(results: Results<string>, index: number): string | JobQueueError {
  return results[index] ?? noResult();
}

const invalid = (message: string): JobQueueError => new JobQueueError('invalid', message);

const noResult = (): JobQueueError =>
  JobQueueError.from(new Error('the adapter gave no result for this task'), 'put');

/** One error for all of them. Its code is theirs when none was added and all say the same. */
function notAdded(name: string, results: Results<string>, added: number): JobQueueError {
  const failures = results.filter((result) => JobQueueError.is(result));
  const [cause = noResult()] = failures;
  const alike = added === 0 && failures.every(({ code }) => code === cause.code);
  const index = results.indexOf(cause);
  return new JobQueueError(
    alike ? cause.code : 'incomplete',
    `${failures.length} of ${results.length} tasks ${name} were not added, see results of this error; ` +
      `that at index ${index}: ${cause.message}`,
    { cause, results },
  );
}
