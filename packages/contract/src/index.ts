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
export * from './history/index.js';
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
