import type { QueueStats, TaskView, UnholdSelection } from '../adapter/adapter.js';
import type { TaskState } from '../adapter/capabilities.js';
import { taskNotFound, taskReserved } from '../adapter/refusals.js';
import type { JobQueueError } from '../errors.js';
import type { QueueState, TaskRecord } from './queue-state.js';
import { memorySupports } from './supports.js';

/** Frees the chosen held tasks and answers how many. */
export function unhold(queue: QueueState, which: UnholdSelection): number {
  let chosen: TaskRecord[];
  if ('ids' in which) {
    const ids = new Set(which.ids);
    chosen = [...queue.held].filter((task) => ids.has(task.id));
  } else {
    chosen = queue.list('held', which.max);
  }
  for (const task of chosen) queue.move(task, 'ready');
  return chosen.length;
}

export function remove(queue: QueueState, id: string): JobQueueError | undefined {
  const task = queue.tasks.get(id);
  if (task === undefined) return taskNotFound(id);
  if (task.state === 'reserved') return taskReserved(id);
  queue.delete(task);
  return undefined;
}

/** Deletes what is in one state, or in any that may be purged. */
export function purge(queue: QueueState, state: TaskState | undefined): number {
  const purgeable: readonly TaskState[] = memorySupports.purge;
  const doomed = (state === undefined ? purgeable : [state]).flatMap((each) =>
    queue.list(each, Infinity),
  );
  for (const task of doomed) queue.delete(task);
  return doomed.length;
}

export function stats(queue: QueueState, now: number): QueueStats {
  return {
    ready: queue.ready.size,
    delayed: queue.delayed.size,
    reserved: queue.reserved.size,
    held: queue.held.size,
    paused: queue.pausedUntil > now,
  };
}

export function view(task: TaskRecord, now: number): TaskView {
  const timed = task.state === 'delayed' || task.state === 'reserved';
  return {
    id: task.id,
    state: task.state,
    body: new Uint8Array(task.body),
    priority: task.priority,
    attempts: task.attempts,
    ttrMs: task.ttrMs,
    ...(timed ? { timeLeftMs: Math.ceil(task.until - now) } : {}),
  };
}
