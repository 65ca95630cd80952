import { RecordType } from '../journal/format.js';
import type { RecordReader } from '../journal/record-reader.js';
import { applyPause, applyPurge, applyRemove, applyUnhold } from './apply-admin.js';
import { applyMove, applyPut, type Source } from './apply-put.js';
import { applyReserve } from './apply-reserve.js';
import { applyComplete, applyHold, applyRetry, applyTouch } from './apply-settle.js';
import type { Outcome } from './outcome.js';
import type { Tasks } from './tasks.js';

/**
 * Applies the record that the reader stands on. The same records give the same tasks everywhere.
 */
export function apply(tasks: Tasks, record: RecordReader, source: Source, outcome?: Outcome): void {
  if (record.time > tasks.clock) tasks.clock = record.time;
  switch (record.type) {
    case RecordType.put:
      return applyPut(tasks, record, source);
    case RecordType.reserve:
      return applyReserve(tasks, record, outcome);
    case RecordType.complete:
      return applyComplete(tasks, record, outcome);
    case RecordType.retry:
      return applyRetry(tasks, record, outcome);
    case RecordType.hold:
      return applyHold(tasks, record, outcome);
    case RecordType.touch:
      return applyTouch(tasks, record, outcome);
    case RecordType.unhold:
      return applyUnhold(tasks, record, source, outcome);
    case RecordType.remove:
      return applyRemove(tasks, record, source, outcome);
    case RecordType.purge:
      return applyPurge(tasks, record, outcome);
    case RecordType.pause:
      return applyPause(tasks, record);
    case RecordType.move:
      return applyMove(tasks, record, source);
    default:
      // SEAL ends the segment and changes no task. Any other type would be a format of its own.
      return;
  }
}
