export { allChecks } from './all-checks.js';
export type { Check, Concern, Fit, Subject } from './check.js';
export type { RandomOptions } from './lab.js';
export type { ContractReport, ReportLine } from './report.js';
export type { CheckResult } from './run-check.js';
export type { Space } from './space.js';
export {
  contractSuite,
  type ContractSuite,
  runContract,
  type SuiteOptions,
  type TestRunner,
} from './suite.js';
