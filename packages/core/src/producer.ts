import { requireRule } from './adapter-check.js';
import type { Adapter, CallOptions, NewTask, Results } from './adapter.js';
import { type AddAllOptions, type AddOptions, checkAddOptions } from './add-options.js';
import { Batcher } from './batcher.js';
import type { Codec } from './codec.js';
import { JobQueueError } from './errors.js';
import { messageOf } from './message-of.js';
import { describeIssues } from './standard-schema.js';
import type { TaskDefinition } from './task-definition.js';
import { TaskIds } from './task-id.js';
import type { Context } from './task.js';

interface PendingAdd {
  readonly task: NewTask;
  readonly resolve: (id: string) => void;
  readonly reject: (error: JobQueueError) => void;
}

/** The adding side of a Queue: makes tasks out of data, and batches out of tasks. */
export class Producer {
  readonly #queue: string;
  readonly #adapter: Adapter;
  readonly #codec: Codec;
  readonly #captureContext: (() => Context | undefined) | undefined;
  readonly #ids = new TaskIds();
  readonly #batcher: Batcher<PendingAdd> = new Batcher((adds) => void this.#send(adds));
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
    this.#adapter = adapter;
    this.#codec = codec;
    this.#captureContext = captureContext;
  }

  /** See Queue.add. */
  add(task: TaskDefinition<unknown>, data: unknown, options: AddOptions): Promise<string> {
    let made: NewTask | Promise<NewTask>;
    try {
      made = this.#make(task, data, options);
    } catch (error) {
      return Promise.reject(JobQueueError.from(error, `adding task ${task.name}`));
    }
    if (options.signal !== undefined || made instanceof Promise)
      return this.#alone(task, made, options);
    this.#underWay++;
    return new Promise((resolve, reject) => this.#batcher.add({ task: made, resolve, reject }));
  }

  /** See Queue.addAll. */
  async addAll(
    task: TaskDefinition<unknown>,
    data: readonly unknown[],
    options: AddAllOptions,
  ): Promise<Results<string>> {
    return await this.#track(async () => {
      const made: (NewTask | JobQueueError)[] = [];
      // One after the other: the order of the tasks is the order of the data.
      for (const item of data) {
        try {
          const one = this.#make(task, item, options);
          made.push(one instanceof Promise ? await one : one);
        } catch (error) {
          made.push(JobQueueError.from(error, `adding task ${task.name}`));
        }
      }
      const good = made.filter((one): one is NewTask => !JobQueueError.is(one));
      const results = good.length === 0 ? [] : await this.#put(good, options);
      let next = 0;
      return made.map((one) => (JobQueueError.is(one) ? one : resultAt(results, next++)));
    });
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
        if (typeof id === 'string') return id;
        throw id ?? noResult();
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
        if (typeof result === 'string') add.resolve(result);
        else add.reject(result);
      });
    } catch (error) {
      const failure = JobQueueError.from(error, 'put');
      for (const add of adds) add.reject(failure);
    }
    this.#finished(adds.length);
  }

  #put(tasks: readonly NewTask[], { signal }: CallOptions): Promise<Results<string>> {
    // What was added before goes first.
    this.#batcher.flush();
    return this.#adapter.put(this.#queue, tasks, signal === undefined ? undefined : { signal });
  }

  #make(
    task: TaskDefinition<unknown>,
    data: unknown,
    options: AddOptions,
  ): NewTask | Promise<NewTask> {
    if (this.#closed)
      throw new JobQueueError(
        'closed',
        `queue ${this.#queue}: task ${task.name} added after close`,
      );
    checkAddOptions(task.name, options);
    this.#checkSupport(task, options);
    const { schema } = task;
    const checked = schema === undefined ? undefined : checkData(task.name, schema, data);
    if (checked === undefined) return this.#encode(task, data, options);
    return checked.then(() => this.#encode(task, data, options));
  }

  #checkSupport(task: TaskDefinition<unknown>, options: AddOptions): void {
    if ((options.delayMs ?? task.delayMs) > 0)
      requireRule(this.#adapter, 'DELAY', `task ${task.name}: delayMs`);
    if (options.priority !== undefined)
      requireRule(this.#adapter, 'ORDER', `task ${task.name}: priority`);
  }

  #encode(
    task: TaskDefinition<unknown>,
    data: unknown,
    options: AddOptions,
  ): NewTask | Promise<NewTask> {
    const message = { task: task.name, data, context: this.#context(options.context) };
    let body: Uint8Array | Promise<Uint8Array>;
    try {
      body = this.#codec.encode(message);
    } catch (error) {
      throw cannotEncode(task.name, error);
    }
    const id = options.id ?? this.#ids.next();
    if (!(body instanceof Promise)) return newTask(task, id, body, options);
    return body.then(
      (bytes) => newTask(task, id, bytes, options),
      (error) => {
        throw cannotEncode(task.name, error);
      },
    );
  }

  #context(given: Context | undefined): Context | undefined {
    const captured = this.#captureContext?.();
    return captured !== undefined && given !== undefined
      ? { ...captured, ...given }
      : (given ?? captured);
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

function newTask(
  task: TaskDefinition<unknown>,
  id: string,
  body: Uint8Array,
  options: AddOptions,
): NewTask {
  return {
    id,
    body,
    priority: options.priority ?? task.priority,
    delayMs: options.delayMs ?? task.delayMs,
    ttrMs: options.ttrMs ?? task.ttrMs,
  };
}

/** @returns nothing when the data is good, a promise of it where the schema is asynchronous */
function checkData(
  name: string,
  schema: NonNullable<TaskDefinition<unknown>['schema']>,
  data: unknown,
): Promise<void> | undefined {
  const judge = (result: {
    readonly issues?: Parameters<typeof describeIssues>[0] | undefined;
  }): void => {
    if (result.issues === undefined) return;
    throw new JobQueueError(
      'invalid',
      `data of task ${name} does not fit its schema: ${describeIssues(result.issues)}`,
    );
  };
  const result = schema['~standard'].validate(data);
  if ('then' in result) return Promise.resolve(result).then(judge);
  judge(result);
  return undefined;
}

function cannotEncode(name: string, error: unknown): JobQueueError {
  if (JobQueueError.is(error)) return error;
  // V8 explains a cycle over several lines; the first says it.
  const [line] = messageOf(error).split('\n', 1);
  return new JobQueueError('invalid', `data of task ${name} cannot be serialised: ${line}`, {
    cause: error,
  });
}

function resultAt(results: Results<string>, index: number): string | JobQueueError {
  return results[index] ?? noResult();
}

const noResult = (): JobQueueError =>
  JobQueueError.from(new Error('the adapter gave no result for this task'), 'put');
