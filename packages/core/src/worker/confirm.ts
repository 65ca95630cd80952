import type { Outcome } from './outcome.js';
import type { RunningTask } from './running-task.js';
import type { WorkerContext } from './worker-context.js';

/** Counts and tells what the broker has confirmed. */
export function confirm(context: WorkerContext, task: RunningTask): void {
  const { outcome } = task;
  if (outcome?.verb === 'hold') held(context, task, outcome);
  else if (outcome?.verb === 'retry') retried(context, task, outcome);
  else completed(context, task);
}

function completed({ counts, events }: WorkerContext, task: RunningTask): void {
  counts.completed++;
  if (!events.has('task.executed')) return;
  // One literal: spread costs several times as much, and this is done for every task.
  const { worker, queue, id, name, attempts } = task.facts();
  const durationMs = task.endedAt - task.startedAt;
  events.emit('task.executed', { worker, queue, id, name, attempts, durationMs });
}

function retried(
  { counts, events }: WorkerContext,
  task: RunningTask,
  { delayMs, error, released }: Outcome & { verb: 'retry' },
): void {
  if (released === true) {
    counts.released++;
    return;
  }
  counts.retried++;
  if (events.has('task.retried')) events.emit('task.retried', { ...task.facts(), delayMs, error });
}

function held(
  { counts, events }: WorkerContext,
  task: RunningTask,
  { reason, error }: Outcome & { verb: 'hold' },
): void {
  counts.held++;
  if (events.has('task.held')) events.emit('task.held', { ...task.facts(), reason, error });
}
