import type { JobQueueError, NewTask, Results } from '@jq/core/adapter';

import { fileError } from './errors.js';
import { FULL_PAYLOAD_BYTES, INLINE_BODY_BYTES, RecordType } from './journal/format.js';
import type { RecordWriter } from './journal/record-writer.js';
import type { Store } from './store.js';

const INLINE = 0;
const OWN_FILE = 1;

/** Why tasks could not be stored, by index; empty where all were. */
type Failures = (JobQueueError | undefined)[];

/**
 * Appends tasks in as few records as they fit. Throws or rejects only when nothing could be stored.
 * A promise only where there are bodies to be written to files of their own.
 */
export function putTasks(
  store: Store,
  queue: string,
  tasks: readonly NewTask[],
): Results | Promise<Results> {
  const failures: Failures = [];
  if (tasks.some(({ body }) => body.length > INLINE_BODY_BYTES))
    return putWithFiles(store, queue, tasks, failures);
  append(store, queue, tasks, failures, NO_FILES);
  return failures;
}

async function putWithFiles(
  store: Store,
  queue: string,
  tasks: readonly NewTask[],
  failures: Failures,
): Promise<Results> {
  const files = await writeLargeBodies(store, tasks, failures);
  append(store, queue, tasks, failures, files);
  await keepLargeBodies(store, tasks, failures, files);
  return failures;
}

function append(
  store: Store,
  queue: string,
  tasks: readonly NewTask[],
  failures: Failures,
  files: ReadonlyMap<number, string>,
): void {
  let failure: JobQueueError | undefined;
  let stored = false;
  for (let from = 0; from < tasks.length;) {
    const next = encode(store.begin(RecordType.put), queue, tasks, failures, from, files);
    try {
      if (next.count > 0) store.append();
      stored ||= next.count > 0;
    } catch (error) {
      failure = fileError(error, 'putting tasks into', store.folder);
      for (let i = from; i < next.end; i++) failures[i] ??= failure;
    }
    from = next.end;
  }
  if (failure && !stored) throw failure;
}

/** Writes a record of the tasks from index `from` that have no error, until it is full. */
function encode(
  writer: RecordWriter,
  queue: string,
  tasks: readonly NewTask[],
  failures: Failures,
  from: number,
  files: ReadonlyMap<number, string>,
): { count: number; end: number } {
  writer.text(queue);
  const countAt = writer.length;
  writer.u32(0);
  let count = 0;
  let i = from;
  for (; i < tasks.length && writer.payloadBytes < FULL_PAYLOAD_BYTES; i++) {
    if (failures[i] !== undefined) continue;
    encodeItem(writer, tasks[i] as NewTask, files.get(i));
    count++;
  }
  writer.patchU32(countAt, count);
  return { count, end: i };
}

function encodeItem(writer: RecordWriter, task: NewTask, file: string | undefined): void {
  writer.u32(task.priority);
  writer.f64(task.delayMs);
  writer.u32(task.ttrMs);
  writer.u8(task.id.length);
  writer.u8(file === undefined ? INLINE : OWN_FILE);
  writer.u8(0);
  writer.u8(0);
  writer.u32(file === undefined ? task.body.length : file.length);
  writer.ascii(task.id);
  if (file === undefined) writer.raw(task.body);
  else writer.ascii(file);
}

const NO_FILES: ReadonlyMap<number, string> = new Map();

async function writeLargeBodies(
  store: Store,
  tasks: readonly NewTask[],
  failures: Failures,
): Promise<ReadonlyMap<number, string>> {
  const files = new Map<number, string>();
  for (const [i, task] of tasks.entries()) {
    if (task.body.length <= INLINE_BODY_BYTES) continue;
    const name = store.newBodyName();
    try {
      await store.bodies.write(name, task.body, store.durable);
      files.set(i, name);
    } catch (error) {
      failures[i] = fileError(error, 'writing a large body into', store.folder);
    }
  }
  return files;
}

/**
 * Had this process been stopped for long, a tidying one may have taken the bodies for left-overs.
 */
async function keepLargeBodies(
  store: Store,
  tasks: readonly NewTask[],
  failures: Failures,
  files: ReadonlyMap<number, string>,
): Promise<void> {
  for (const [i, name] of files) {
    if (failures[i] !== undefined) await store.bodies.remove(name);
    else if (!(await store.bodies.exists(name)))
      await store.bodies.write(name, (tasks[i] as NewTask).body, store.durable);
  }
}
