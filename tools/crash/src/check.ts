import { checkHistory, type CheckHistoryOptions, type ViolationKind } from '@jq/contract/history';

import { readFaults, readHistories } from './histories.js';
import { type Tally, tallied } from './tally.js';

/** Something that must not be: against the contract, or a fault of the run itself. */
export interface Finding {
  readonly kind: ViolationKind | 'fault';
  readonly at: number;
  readonly by: string;
  readonly id?: string;
  readonly message: string;
}

export interface Verdict {
  readonly findings: readonly Finding[];
  readonly tally: Tally;
}

/** All that the histories of a folder prove wrong. */
export function check(folder: string, supports: CheckHistoryOptions['supports']): Verdict {
  const counting = tallied(readHistories(folder));
  const violations = checkHistory(counting.events, { supports, drained: true });
  const faults = readFaults(folder).map(({ at, by, text }): Finding => ({
    kind: 'fault',
    at,
    by,
    message: text,
  }));
  const findings = [...violations, ...faults].toSorted((a, b) => a.at - b.at);
  return { findings, tally: counting.tally };
}
