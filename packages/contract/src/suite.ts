import type { Adapter } from '@jq/core/adapter';

import { Ahead } from './ahead.js';
import { allChecks } from './all-checks.js';
import type { Check, Subject } from './check.js';
import type { RandomOptions } from './lab.js';
import { type ContractReport, reportOf } from './report.js';
import { type CheckResult, runCheck } from './run-check.js';
import type { Space } from './space.js';

export interface SuiteOptions {
  /** The adapter, as it shall appear in titles and reports. */
  readonly name: string;
  /** A new, empty space; called once per check. */
  space(): Space | Promise<Space>;
  /** Checks run at the same time, each in its own space. Default 16. */
  readonly concurrency?: number;
  readonly random?: RandomOptions;
  /** Instead of all checks of the contract: these. */
  readonly checks?: readonly Check[];
}

/** The functions of a test runner: vitest's, or node:test's with `afterAll: after`. */
export interface TestRunner {
  describe(title: string, body: () => void): unknown;
  it(title: string, body: () => Promise<void>, timeoutMs?: number): unknown;
  afterAll(body: () => Promise<void>): unknown;
}

export interface ContractSuite {
  /** Declares one test per check that applies. Await it at the top level of the test file. */
  register(runner: TestRunner): Promise<void>;
  /** Runs every check that applies, without a test runner. */
  run(): Promise<ContractReport>;
}

// Longer than a check can take, since it may have to wait for its turn.
const TEST_LIMIT_MS = 300_000;

/** The contract, to be run against one adapter. */
export function contractSuite(options: SuiteOptions): ContractSuite {
  return {
    register: (runner) => register(options, runner),
    run: () => runContract(options),
  };
}

/**
 * Runs the contract and answers what came of every check; rejects only when no space can be had.
 */
export async function runContract(options: SuiteOptions): Promise<ContractReport> {
  const plan = await planFor(options);
  const results: CheckResult[] = [...plan.notApplicable];
  for (const check of plan.applicable) results.push(await plan.ahead.result(check));
  return reportOf(options.name, plan.subject.supports, results);
}

async function register(options: SuiteOptions, runner: TestRunner): Promise<void> {
  const { applicable, ahead } = await planFor(options);
  runner.describe(`contract of ${options.name}`, () => {
    for (const check of applicable)
      runner.it(
        `${check.concern}: ${check.says}`,
        async () => {
          const { error } = await ahead.result(check);
          if (error !== undefined) throw error;
        },
        TEST_LIMIT_MS,
      );
    runner.afterAll(() => ahead.finished());
  });
}

interface Plan {
  readonly subject: Subject;
  readonly applicable: readonly Check[];
  readonly notApplicable: readonly CheckResult[];
  readonly ahead: Ahead<Check, CheckResult>;
}

async function planFor(options: SuiteOptions): Promise<Plan> {
  const subject = await subjectOf(options);
  const applicable: Check[] = [];
  const notApplicable: CheckResult[] = [];
  for (const check of options.checks ?? allChecks) {
    const { id, concern, says } = check;
    const reason = check.fit(subject);
    if (reason === undefined) applicable.push(check);
    else notApplicable.push({ id, concern, says, outcome: 'not-applicable', reason });
  }
  const target = {
    supports: subject.supports,
    random: options.random ?? {},
    space: () => options.space(),
  };
  const run = (check: Check): Promise<CheckResult> => runCheck(check, target);
  const ahead = new Ahead(applicable, run, options.concurrency ?? 16);
  return { subject, applicable, notApplicable, ahead };
}

/** Looks at one space and one connection to know which checks apply. */
async function subjectOf(options: SuiteOptions): Promise<Subject> {
  const space = await options.space();
  let adapter: Adapter | undefined;
  try {
    adapter = await space.connect();
    return { space, supports: adapter.supports };
  } finally {
    await adapter?.close();
    await space.destroy();
  }
}
