import { type Capabilities, type Rule, RULES, type Support } from '@jq/core/adapter';

import type { Concern } from './check.js';
import type { CheckResult } from './run-check.js';

/** One rule (or concern of the suite) and what its checks found. */
export interface ReportLine {
  readonly concern: Concern;
  /** As declared; undefined for concerns that are no rules. */
  readonly support: Support | undefined;
  readonly checks: readonly CheckResult[];
}

/** What a run of the contract found. */
export interface ContractReport {
  readonly name: string;
  readonly supports: Capabilities;
  readonly lines: readonly ReportLine[];
  readonly passed: number;
  readonly failed: number;
  readonly notApplicable: number;
}

/** Sorts results under their rules; every rule has its line, also one without checks. */
export function reportOf(
  name: string,
  supports: Capabilities,
  results: readonly CheckResult[],
): ContractReport {
  const concerns = new Set<Concern>([...RULES, ...results.map((each) => each.concern)]);
  const count = (outcome: CheckResult['outcome']): number =>
    results.filter((each) => each.outcome === outcome).length;
  return {
    name,
    supports,
    lines: [...concerns].map((concern) => ({
      concern,
      support: concern in supports.rules ? supports.rules[concern as Rule] : undefined,
      checks: results.filter((each) => each.concern === concern),
    })),
    passed: count('passed'),
    failed: count('failed'),
    notApplicable: count('not-applicable'),
  };
}
