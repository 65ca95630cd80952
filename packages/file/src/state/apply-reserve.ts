import { FileLease } from '../file-lease.js';
import type { RecordReader } from '../journal/record-reader.js';
import type { Outcome } from './outcome.js';
import type { QueueState } from './queue-state.js';
import { State } from './task-table.js';
import type { Tasks } from './tasks.js';

/** RESERVE: most tasks to give, then the queues in order. */
export function applyReserve(tasks: Tasks, record: RecordReader, outcome?: Outcome): void {
  let left = record.u32();
  for (let queues = record.u8(); queues > 0; queues--) {
    const queue = tasks.queues.get(record.text());
    if (queue === undefined || queue.pausedUntil > tasks.clock) continue;
    tasks.advance(queue);
    for (; left > 0 && queue.ready.size > 0; left--) grant(tasks, queue, outcome);
  }
}

function grant(tasks: Tasks, queue: QueueState, outcome?: Outcome): void {
  const { table } = tasks;
  const row = queue.ready.first;
  table.attempts[row] = (table.attempts[row] as number) + 1;
  tasks.move(row, State.reserved, tasks.clock + (table.ttr[row] as number));
  outcome?.leases.push(new FileLease(queue.name, table, row));
}
