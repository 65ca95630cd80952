import { RecordType } from '../journal/format.js';
import type { RecordReader } from '../journal/record-reader.js';
import { applyPause, applyPurge, applyRemove, applyUnhold } from './apply-admin.js';
import { applyMove, applyPut, type Source } from './apply-put.js';
import { applyComplete, applyHold, applyRetry, applyTouch } from './apply-settle.js';
import type { Effect } from './effect.js';
import { FileLease } from './file-lease.js';
import type { QueueState } from './queue-state.js';
import { State } from './task-table.js';
import type { Tasks } from './tasks.js';

/**
 * Applies the record that the reader stands on. The same records give the same tasks everywhere.
 */
export function apply(tasks: Tasks, record: RecordReader, source: Source, effect?: Effect): void {
  if (record.time > tasks.clock) tasks.clock = record.time;
  switch (record.type) {
    case RecordType.put:
      return applyPut(tasks, record, source);
    case RecordType.reserve:
      return applyReserve(tasks, record, effect);
    case RecordType.complete:
      return applyComplete(tasks, record, effect);
    case RecordType.retry:
      return applyRetry(tasks, record, effect);
    case RecordType.hold:
      return applyHold(tasks, record, effect);
    case RecordType.touch:
      return applyTouch(tasks, record, effect);
    case RecordType.unhold:
      return applyUnhold(tasks, record, source, effect);
    case RecordType.remove:
      return applyRemove(tasks, record, source, effect);
    case RecordType.purge:
      return applyPurge(tasks, record, effect);
    case RecordType.pause:
      return applyPause(tasks, record);
    case RecordType.move:
      return applyMove(tasks, record, source);
    default:
      // SEAL ends the segment and changes no task. Any other type would be a format of its own.
      return;
  }
}

/** RESERVE: most tasks to give, then the queues in order. */
function applyReserve(tasks: Tasks, record: RecordReader, effect?: Effect): void {
  let left = record.u32();
  for (let queues = record.u8(); queues > 0; queues--) {
    const queue = tasks.queues.get(record.text());
    if (queue === undefined || queue.pausedUntil > tasks.clock) continue;
    tasks.advance(queue);
    for (; left > 0 && queue.ready.size > 0; left--) grant(tasks, queue, effect);
  }
}

function grant(tasks: Tasks, queue: QueueState, effect?: Effect): void {
  const { table } = tasks;
  const row = queue.ready.first;
  table.attempts[row] = (table.attempts[row] as number) + 1;
  tasks.move(row, State.reserved, tasks.clock + (table.ttr[row] as number));
  effect?.leases.push(new FileLease(queue.name, table, row));
}
