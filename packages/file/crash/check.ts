import { checkEarly } from './checks/early.js';
import { checkExclusive } from './checks/exclusive.js';
import { checkFenced } from './checks/fenced.js';
import { checkLost, checkUnknown } from './checks/lost.js';
import { checkMangled } from './checks/mangled.js';
import { checkOrder } from './checks/order.js';
import { checkPauses, checkSetAside } from './checks/set-aside.js';
import type { TaskCheck, Violation } from './checks/violation.js';
import type { Ledger, TaskFacts } from './ledger.js';

const TASK_CHECKS: readonly TaskCheck[] = [
  checkLost,
  checkUnknown,
  checkExclusive,
  checkFenced,
  checkEarly,
  checkMangled,
  checkSetAside,
];

/**
 * All that a run's histories prove wrong. `drainer` is the process that emptied the queues at the
 * end.
 */
export function check(ledger: Ledger, drainer: string): Violation[] {
  const violations: Violation[] = ledger.faults.map((fault) => ({ rule: 'fault', ...fault }));
  for (const task of ledger.tasks.values())
    if (hadOneLife(task, ledger))
      for (const checkTask of TASK_CHECKS) violations.push(...checkTask(task, ledger));
  violations.push(...checkPauses(ledger), ...checkOrder(ledger, drainer));
  return violations.toSorted((a, b) => a.at - b.at);
}

/**
 * An id that was put twice is one task if the first could not be gone before the second was put.
 * Else nothing can be said about it: the two may have been delivered one after the other.
 */
function hadOneLife({ queue, puts, removals }: TaskFacts, ledger: Ledger): boolean {
  const [first, second] = puts;
  if (first === undefined || second === undefined) return true;
  const due = first.from + first.entry.delayMs;
  const away = [...removals, ...ledger.queue(queue).purges];
  return second.to < due && away.every(({ from, to }) => to < first.from || from > second.to);
}
