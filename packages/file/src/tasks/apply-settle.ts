import type { RecordReader } from '../journal/record-reader.js';
import { Answer, type Effect } from './effect.js';
import { State } from './task-table.js';
import type { Tasks } from './tasks.js';

/**
 * Reads one lease (row, hash, seq, attempt) and answers its row while the lease lives, else −1. The
 * hash is compared too: should a power loss ever drop a put in the middle of a relaxed journal, the
 * rows after it shift, and no command may then hit another task.
 */
function leasedRow(tasks: Tasks, record: RecordReader): number {
  const { table } = tasks;
  const row = record.u32();
  const hash = record.u32();
  const seq = record.f64();
  const attempt = record.u32();
  if (row >= table.used || table.seq[row] !== seq || table.hash[row] !== hash) return -1;
  if (table.state[row] !== State.reserved || table.attempts[row] !== attempt) return -1;
  tasks.advance(tasks.queueOf(row));
  return (table.state[row] as State) === State.reserved ? row : -1;
}

type Settle = (row: number) => void;

function applyEach(tasks: Tasks, record: RecordReader, settle: Settle, effect?: Effect): void {
  for (let left = record.u32(); left > 0; left--) {
    const row = leasedRow(tasks, record);
    if (row >= 0) settle(row);
    effect?.answers.push(row >= 0 ? Answer.done : Answer.lost);
  }
}

export function applyComplete(tasks: Tasks, record: RecordReader, effect?: Effect): void {
  applyEach(tasks, record, (row) => tasks.drop(row), effect);
}

export function applyHold(tasks: Tasks, record: RecordReader, effect?: Effect): void {
  applyEach(tasks, record, (row) => tasks.move(row, State.held, tasks.nextHold++), effect);
}

export function applyTouch(tasks: Tasks, record: RecordReader, effect?: Effect): void {
  const { table } = tasks;
  const touch = (row: number): void =>
    tasks.move(row, State.reserved, tasks.clock + (table.ttr[row] as number));
  applyEach(tasks, record, touch, effect);
}

/** RETRY: count, then lease, delay, whether a priority follows and the priority. */
export function applyRetry(tasks: Tasks, record: RecordReader, effect?: Effect): void {
  for (let left = record.u32(); left > 0; left--) {
    const row = leasedRow(tasks, record);
    const delayMs = record.f64();
    const changesPriority = record.u8() === 1;
    const priority = record.u32();
    effect?.answers.push(row >= 0 ? Answer.done : Answer.lost);
    if (row < 0) continue;
    if (changesPriority) tasks.table.priority[row] = priority;
    tasks.release(row, delayMs);
  }
}
