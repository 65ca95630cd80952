import type { RecordedAnswer, RecordedCall } from './event.js';
import { type BatchDelivery, type Calls, type Ledger, taskKey, type TaskTrack } from './ledger.js';
import type { Span } from './span.js';

/** Codes that say for good that a put did not happen. */
const REFUSED = new Set(['invalid', 'too-large', 'unsupported']);

type CallOf<V extends RecordedCall['verb']> = Extract<RecordedCall, { readonly verb: V }>;

export function putAsked(ledger: Ledger, asked: Span, { queue, tasks }: CallOf<'put'>): void {
  const batch: BatchDelivery[] = [];
  for (const [index, { id, digest, priority, delayMs }] of tasks.entries()) {
    const key = taskKey(queue, id);
    const before = ledger.tasks.get(key);
    if (before !== undefined) {
      before.blurred = true;
      continue;
    }
    ledger.tasks.set(key, {
      queue,
      id,
      digest,
      put: asked,
      index,
      batch,
      refused: false,
      blurred: ledger.gone.delete(key),
      priority,
      delay: { earliest: asked.from + delayMs, span: { ...asked, done: asked.begun } },
      readySince: Infinity,
      held: undefined,
      doubts: 0,
      leases: [],
    });
  }
}

export function putAnswered(
  ledger: Ledger,
  span: Span,
  call: CallOf<'put'>,
  answer: RecordedAnswer,
): void {
  for (const [index, { id, delayMs }] of call.tasks.entries()) {
    const task = ledger.tasks.get(taskKey(call.queue, id));
    const code = answer.results?.[index];
    if (task === undefined || task.put.begun !== span.begun) continue;
    if (code === null) {
      task.put = span;
      if (delayMs === 0 && task.leases.length === 0) task.readySince = span.done;
    } else if (code !== undefined && REFUSED.has(code) && !task.blurred) task.refused = true;
  }
}

export function unholdAsked(ledger: Ledger, { queue, which }: CallOf<'unhold'>): void {
  const { held, unholds } = ledger.queue(queue);
  unholds.asked += 1;
  unholds.open += 1;
  const chosen = 'ids' in which ? new Set(which.ids) : undefined;
  for (const task of held) {
    if (chosen !== undefined && !chosen.has(task.id)) continue;
    task.held = undefined;
    held.delete(task);
  }
}

export function unholdAnswered(ledger: Ledger, span: Span, { queue }: CallOf<'unhold'>): void {
  through(ledger.queue(queue).unholds, span);
}

export function removeAsked(ledger: Ledger, { queue, ids }: CallOf<'remove'>): void {
  for (const id of ids) {
    const task = ledger.tasks.get(taskKey(queue, id));
    if (task !== undefined) task.doubts += 1;
  }
}

export function removeAnswered(
  ledger: Ledger,
  span: Span,
  { queue, ids }: CallOf<'remove'>,
  answer: RecordedAnswer,
): void {
  for (const [index, id] of ids.entries()) {
    const task = ledger.tasks.get(taskKey(queue, id));
    const code = answer.results?.[index];
    if (task === undefined) continue;
    if (code === null) ledger.bury(task, span);
    else if (code === 'not-found' || code === 'task-reserved') task.doubts -= 1;
  }
}

export function purgeAsked(ledger: Ledger, { queue }: CallOf<'purge'>): void {
  ledger.queue(queue).purges.open += 1;
}

export function purgeAnswered(ledger: Ledger, span: Span, { queue }: CallOf<'purge'>): void {
  through(ledger.queue(queue).purges, span);
}

/** A pause that surely has the last word is remembered; any other leaves open what is true. */
export function pauseAsked(ledger: Ledger, at: number, { queue }: CallOf<'pause'>): number {
  const track = ledger.queue(queue);
  track.paused = { done: track.paused.done, until: Math.min(track.paused.until, at) };
  track.pauses.asked += 1;
  track.pauses.open += 1;
  return track.pauses.open > 1 ? 0 : track.pauses.asked;
}

export function pauseAnswered(
  ledger: Ledger,
  span: Span,
  { queue, forMs }: CallOf<'pause'>,
  number: number,
): void {
  const track = ledger.queue(queue);
  through(track.pauses, span);
  if (track.pauses.asked === number) track.paused = { done: span.done, until: span.from + forMs };
}

/** Whether an acknowledged task must come out before its queue is empty. */
export function isOwed(ledger: Ledger, task: TaskTrack): boolean {
  const { purges } = ledger.queue(task.queue);
  const purged = purges.open > 0 || task.put.begun < purges.lastDone;
  return task.put.done < Infinity && task.doubts === 0 && !task.blurred && !purged;
}

function through(calls: Calls, span: Span): void {
  calls.open -= 1;
  calls.lastDone = span.done;
}
