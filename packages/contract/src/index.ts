export { adaptersTable, type DeclaredAdapter } from './adapters-table.js';
export { allChecks } from './all-checks.js';
export type { Check, Concern, Fit, Subject } from './check.js';
export {
  type CrashLine,
  crashMoves,
  type CrashOptions,
  type CrashReport,
} from './crash/crash-moves.js';
export type { Crashable, CrashSpace } from './crash/crash-once.js';
export { Failpoint, type FailpointMode } from './crash/failpoint.js';
export { type Step, stepped, type StepHook } from './crash/steps.js';
export { checkHistory, type CheckHistoryOptions } from './history/check-history.js';
export type {
  RecordedAnswer,
  RecordedCall,
  DeliveryRecord,
  HistoryEvent,
  PutRecord,
  RetryRecord,
} from './history/event.js';
export type { Guarantees } from './history/ledger.js';
export { formatEvent, mergeHistories, parseEvents } from './history/lines.js';
export { HistoryRecorder, type RecorderOptions } from './history/recorder.js';
export type { Violation, ViolationKind } from './history/violation.js';
export type { RandomOptions } from './lab.js';
export type { ContractReport, ReportLine } from './report.js';
export { reportMarkdown } from './report-markdown.js';
export type { CheckResult } from './run-check.js';
export type { Space } from './space.js';
export {
  contractSuite,
  type ContractSuite,
  runContract,
  type SuiteOptions,
  type TestRunner,
} from './suite.js';
