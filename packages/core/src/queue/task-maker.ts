import { requireRule } from '../adapter/adapter-check.js';
import type { Adapter, NewTask } from '../adapter/adapter.js';
import { JobQueueError, messageOf } from '../errors.js';
import type { Codec } from '../task/codec.js';
import {
  describeIssues,
  type SchemaResult,
  type StandardSchemaV1,
} from '../task/standard-schema.js';
import type { TaskDefinition } from '../task/task-definition.js';
import { TaskIds } from '../task/task-id.js';
import type { Context } from '../task/task.js';
import type { AddOptions } from './add-options.js';

/** Makes tasks that can be put out of data: checked, encoded, with an id. */
export class TaskMaker {
  readonly #adapter: Adapter;
  readonly #codec: Codec;
  readonly #captureContext: (() => Context | undefined) | undefined;
  readonly #ids = new TaskIds();

  constructor(
    adapter: Adapter,
    codec: Codec,
    captureContext: (() => Context | undefined) | undefined,
  ) {
    this.#adapter = adapter;
    this.#codec = codec;
    this.#captureContext = captureContext;
  }

  /**
   * Answers later only where the schema or the codec does.
   * @throws JobQueueError `invalid`, `unsupported`; or rejects with it
   */
  make(
    task: TaskDefinition<unknown>,
    data: unknown,
    options: AddOptions,
  ): NewTask | Promise<NewTask> {
    this.#checkSupport(task, options);
    const { schema } = task;
    const checked = schema === undefined ? undefined : checkData(task.name, schema, data);
    if (checked === undefined) return this.#encode(task, data, options);
    return checked.then(() => this.#encode(task, data, options));
  }

  #checkSupport(task: TaskDefinition<unknown>, options: AddOptions): void {
    if (given(options.delayMs, task.delayMs) !== 0)
      requireRule(this.#adapter, 'DELAY', `task ${task.name}: delayMs`);
    if (options.priority !== undefined)
      requireRule(this.#adapter, 'ORDER', `task ${task.name}: priority`);
  }

  #encode(
    task: TaskDefinition<unknown>,
    data: unknown,
    options: AddOptions,
  ): NewTask | Promise<NewTask> {
    const message = { task: task.name, data, context: this.#context(task.name, options.context) };
    let body: Uint8Array | Promise<Uint8Array>;
    try {
      body = this.#codec.encode(message);
    } catch (error) {
      throw cannotEncode(task.name, error);
    }
    const id = options.id === undefined ? this.#ids.next() : options.id;
    if (!(body instanceof Promise)) return newTask(task, id, body, options);
    return body.then(
      (bytes) => newTask(task, id, bytes, options),
      (error) => {
        throw cannotEncode(task.name, error);
      },
    );
  }

  #context(task: string, given: Context | undefined): Context | undefined {
    const captured = this.#captureContext?.();
    if (captured !== undefined) checkContext(task, captured);
    if (given !== undefined) checkContext(task, given);
    return captured !== undefined && given !== undefined
      ? { ...captured, ...given }
      : (given ?? captured);
  }
}

/** What was given, `null` included, which the adapter refuses; else the definition's. */
function given(option: number | undefined, usual: number): number {
  return option === undefined ? usual : option;
}

/** A worker would hold the task. Not shown: it may be what nobody else should read. */
function checkContext(task: string, context: unknown): void {
  if (typeof context === 'object' && context !== null && !Array.isArray(context)) return;
  const kind = Array.isArray(context) ? 'an array' : context === null ? 'null' : typeof context;
  throw new JobQueueError(
    'invalid',
    `task ${task}: context is of type ${kind}: use an object, such as { lang: 'de' }`,
  );
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
    priority: given(options.priority, task.priority),
    delayMs: given(options.delayMs, task.delayMs),
    ttrMs: given(options.ttrMs, task.ttrMs),
  };
}

/** @returns nothing when the data is good, a promise of it where the schema is asynchronous */
function checkData(
  name: string,
  schema: StandardSchemaV1,
  data: unknown,
): Promise<void> | undefined {
  const judge = (result: SchemaResult<unknown>): void => {
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
