import type { RecordReader } from '../journal/record-reader.js';
import type { Source } from './apply-put.js';
import { Answer, type Effect } from './effect.js';
import { hashId } from './id-index.js';
import type { QueueState } from './queue-state.js';
import { State } from './task-table.js';
import type { Tasks } from './tasks.js';

function rowOf(tasks: Tasks, queue: QueueState | undefined, id: string, source: Source): number {
  if (queue === undefined) return -1;
  return tasks.ids.find(hashId(queue.number, id), queue.number, id, source.idOf);
}

/**
 * UNHOLD: queue, most tasks to free, count of ids, ids. With ids, only these and only while held.
 */
export function applyUnhold(
  tasks: Tasks,
  record: RecordReader,
  source: Source,
  effect?: Effect,
): void {
  const queue = tasks.queues.get(record.text());
  let left = record.u32();
  let freed = 0;
  const free = (row: number): void => {
    tasks.move(row, State.ready, 0);
    freed++;
  };
  for (let ids = record.u32(); ids > 0; ids--) {
    const row = rowOf(tasks, queue, record.text(), source);
    if (row >= 0 && tasks.table.state[row] === State.held) free(row);
  }
  for (; queue !== undefined && left > 0 && queue.held.size > 0; left--) free(queue.held.first);
  if (effect) effect.count = freed;
}

/** REMOVE: queue, count, ids. */
export function applyRemove(
  tasks: Tasks,
  record: RecordReader,
  source: Source,
  effect?: Effect,
): void {
  const queue = tasks.queues.get(record.text());
  if (queue) tasks.advance(queue);
  for (let ids = record.u32(); ids > 0; ids--) {
    const row = rowOf(tasks, queue, record.text(), source);
    const reserved = row >= 0 && tasks.table.state[row] === State.reserved;
    if (row >= 0 && !reserved) tasks.drop(row);
    effect?.answers.push(row < 0 ? Answer.notFound : reserved ? Answer.reserved : Answer.done);
  }
}

/** PURGE: queue, state (0: all that are not reserved). */
export function applyPurge(tasks: Tasks, record: RecordReader, effect?: Effect): void {
  const queue = tasks.queues.get(record.text());
  const state = record.u8() as State;
  if (queue === undefined) return;
  tasks.advance(queue);
  const states = state === State.free ? [State.ready, State.delayed, State.held] : [state];
  let purged = 0;
  for (const one of states) {
    const heap = queue.heap(one);
    // From the last row, so that no row has to move up.
    for (; heap.size > 0; purged++) tasks.drop(heap.rows[heap.size - 1] as number);
  }
  if (effect) effect.count = purged;
}

/** PAUSE: queue, for how long; 0 resumes. */
export function applyPause(tasks: Tasks, record: RecordReader): void {
  const queue = tasks.queue(record.text());
  const forMs = record.f64();
  queue.pausedUntil = forMs === 0 ? 0 : tasks.clock + forMs;
}
