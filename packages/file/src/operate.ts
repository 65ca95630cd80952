import {
  JobQueueError,
  type QueueStats,
  type Results,
  taskNotFound,
  taskReserved,
  type TaskState,
  type TaskView,
  type UnholdSelection,
} from '@jq/core/adapter';

import { RecordType } from './journal/format.js';
import type { Store } from './store.js';
import { Answer, type Effect } from './tasks/effect.js';
import type { QueueState } from './tasks/queue-state.js';
import { State } from './tasks/task-table.js';

const IDS_PER_RECORD = 10_000;
const TASK_ID = /^[!-~]{1,63}$/;

/** No task can have an id that no put accepts; the empty one stands for all of them. */
const findable = (id: string): string => (TASK_ID.test(id) ? id : '');

function known(outcome: Effect | undefined): Effect {
  if (outcome !== undefined) return outcome;
  throw new JobQueueError(
    'ambiguous',
    'this process was stopped for so long that the journal has moved on; the operation may have happened',
  );
}

export function unhold(store: Store, queue: string, which: UnholdSelection): number {
  const ids = 'ids' in which ? which.ids : [];
  const max = 'max' in which ? Math.min(which.max, 0xff_ff_ff_ff) : 0;
  let freed = 0;
  let at = 0;
  do {
    const part = ids.slice(at, at + IDS_PER_RECORD);
    const writer = store.begin(RecordType.unhold);
    writer.text(queue);
    writer.u32(max);
    writer.u32(part.length);
    for (const id of part) writer.text(findable(id));
    freed += known(store.run()).count;
    at += IDS_PER_RECORD;
  } while (at < ids.length);
  return freed;
}

export function remove(store: Store, queue: string, ids: readonly string[]): Results {
  const answers: Answer[] = [];
  for (let at = 0; at < ids.length; at += IDS_PER_RECORD) {
    const part = ids.slice(at, at + IDS_PER_RECORD);
    const writer = store.begin(RecordType.remove);
    writer.text(queue);
    writer.u32(part.length);
    for (const id of part) writer.text(findable(id));
    answers.push(...known(store.run()).answers);
  }
  return ids.map((id, i) => refusal(id, answers[i] as Answer));
}

function refusal(id: string, answer: Answer): JobQueueError | undefined {
  if (answer === Answer.notFound) return taskNotFound(id);
  return answer === Answer.reserved ? taskReserved(id) : undefined;
}

export function purge(store: Store, queue: string, state: TaskState | undefined): number {
  const writer = store.begin(RecordType.purge);
  writer.text(queue);
  writer.u8(state === undefined ? State.free : State[state]);
  return known(store.run()).count;
}

export function pause(store: Store, queue: string, forMs: number): void {
  const writer = store.begin(RecordType.pause);
  writer.text(queue);
  writer.f64(forMs);
  store.run();
}

/** The queue with everything moved that is due by now; undefined when it never had a task. */
function current(store: Store, name: string): QueueState | undefined {
  const replica = store.catchUp();
  const queue = replica.tasks.queues.get(name);
  if (queue === undefined) return undefined;
  const { table } = replica.tasks;
  const now = store.clock.now();
  const due = [queue.delayed.first, queue.reserved.first].some(
    (row) => row >= 0 && (table.time[row] as number) <= now,
  );
  if (!due) return queue;
  // A reserve of no tasks moves time on for everybody and does nothing else.
  const writer = store.begin(RecordType.reserve);
  writer.u32(0);
  writer.u8(1);
  writer.text(name);
  store.run();
  return replica.tasks.queues.get(name);
}

export function stats(store: Store, name: string): QueueStats {
  const queue = current(store, name);
  return {
    ready: queue?.ready.size ?? 0,
    delayed: queue?.delayed.size ?? 0,
    reserved: queue?.reserved.size ?? 0,
    held: queue?.held.size ?? 0,
    paused: (queue?.pausedUntil ?? 0) > store.clock.now(),
  };
}

export async function peek(
  store: Store,
  name: string,
  state: TaskState,
  max: number,
): Promise<readonly TaskView[]> {
  const queue = current(store, name);
  if (queue === undefined) return [];
  const { tasks, items } = store.replica;
  const { table } = tasks;
  const now = store.clock.now();
  const found = queue
    .heap(State[state])
    .firstRows(max)
    .map((row) => ({
      item: items.find([
        {
          segment: table.segment[row] as number,
          offset: table.offset[row] as number,
          length: table.length[row] as number,
        },
      ])[0],
      priority: table.priority[row] as number,
      attempts: table.attempts[row] as number,
      ttrMs: table.ttr[row] as number,
      time: table.time[row] as number,
    }));
  const timed = state === 'delayed' || state === 'reserved';
  const views: TaskView[] = [];
  for (const { item, time, ...rest } of found) {
    if (item === undefined) continue;
    const { bodyFile } = item;
    const body = bodyFile === undefined ? item.body : await store.bodies.read(bodyFile);
    const left = timed ? { timeLeftMs: Math.max(0, Math.ceil(time - now)) } : {};
    if (body) views.push({ id: item.id, state, body, ...rest, ...left });
  }
  return views;
}

/** Queues that have or had tasks, or were paused, since the folder was made. */
export function queueNames(store: Store): readonly string[] {
  return [...store.catchUp().tasks.queues.keys()].toSorted();
}
