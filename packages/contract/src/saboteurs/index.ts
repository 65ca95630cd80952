import { allChecks } from '../all-checks.js';
import { runContract, type SuiteOptions } from '../suite.js';
import { closingSaboteurs } from './closing.js';
import { operatingSaboteurs } from './operating.js';
import { puttingSaboteurs } from './putting.js';
import { reservingSaboteurs } from './reserving.js';
import { type Saboteur, sabotaged } from './saboteur.js';
import { settlingSaboteurs } from './settling.js';

export type { Saboteur } from './saboteur.js';
export { sabotaged } from './saboteur.js';

/** Every saboteur; each breaks one thing, so that it is plain what a check notices. */
export const saboteurs: readonly Saboteur[] = [
  ...puttingSaboteurs,
  ...reservingSaboteurs,
  ...settlingSaboteurs,
  ...operatingSaboteurs,
  ...closingSaboteurs,
];

/** What came of one saboteur. */
export interface SabotageResult {
  readonly saboteur: Saboteur;
  /** Ids of the checks meant for it that failed, as they should. */
  readonly caught: readonly string[];
  /** Ids of those that it got past. */
  readonly missed: readonly string[];
  /** Ids of those that do not apply to this adapter. */
  readonly notApplicable: readonly string[];
}

/** Sabotages an adapter and runs the checks meant to notice. */
export async function trySaboteur(
  saboteur: Saboteur,
  options: SuiteOptions,
): Promise<SabotageResult> {
  const report = await runContract({
    ...options,
    space: async () => sabotaged(await options.space(), saboteur),
    checks: allChecks.filter((check) => saboteur.caughtBy.includes(check.id)),
  });
  const ids = (outcome: string): string[] =>
    report.lines
      .flatMap((line) => line.checks)
      .filter((check) => check.outcome === outcome)
      .map((check) => check.id);
  const [caught, missed, notApplicable] = [ids('failed'), ids('passed'), ids('not-applicable')];
  return { saboteur, caught, missed, notApplicable };
}
