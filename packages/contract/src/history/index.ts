// '@jq/contract/history': writing down what adapters do, and checking it, without the suite.
export { checkHistory, type CheckHistoryOptions } from './check-history.js';
export type {
  DeliveryRecord,
  HistoryEvent,
  PutRecord,
  RecordedAnswer,
  RecordedCall,
  RetryRecord,
} from './event.js';
export type { Guarantees } from './ledger.js';
export { formatEvent, mergeHistories, parseEvents } from './lines.js';
export { HistoryRecorder, type RecorderOptions } from './recorder.js';
export type { Violation, ViolationKind } from './violation.js';
