import type { Delivery } from '../ledger.js';
import type { TaskCheck, Violation } from './violation.js';

/** While one lease surely lives, no other is given; attempts count deliveries in their order. */
export const checkExclusive: TaskCheck = function* ({ id, deliveries }) {
  for (const [index, one] of deliveries.entries())
    for (const other of deliveries.slice(index + 1)) {
      const [first, second] = one.from <= other.from ? [one, other] : [other, one];
      if (overlap(first, second)) yield doubleLease(id, first, second);
      if (countedWrong(first, second)) yield wrongAttempts(id, first, second);
    }
};

/**
 * Both were given before their answers, so a lease given second was given while the first lived, if
 * it was answered before the first one's end. Where the calls overlap in time, whichever came
 * first.
 */
function overlap(first: Delivery, second: Delivery): boolean {
  if (second.to >= end(first)) return false;
  return first.to <= second.from || first.to < end(second);
}

/** Until when the holder surely has the task: its lease's end, or when it began to give it up. */
export function end({ entry, touches, settles, closedFrom }: Delivery): number {
  let deadline = entry.deadline;
  for (const touch of touches)
    if (touch.outcome === 'ok') deadline = Math.max(deadline, touch.deadline);
  return Math.min(deadline, settles[0]?.from ?? Infinity, closedFrom);
}

function countedWrong(first: Delivery, second: Delivery): boolean {
  const [one, two] = [first.entry.attempts, second.entry.attempts];
  return one === two || (first.to <= second.from && two < one);
}

function doubleLease(task: string, first: Delivery, second: Delivery): Violation {
  const text =
    `${first.process} has it since ${first.to} (op ${first.op}, attempt ${first.entry.attempts}) until ${end(first)}, ` +
    `yet ${second.process} got it by ${second.to} (op ${second.op}, attempt ${second.entry.attempts})`;
  return { rule: 'double-lease', at: second.to, process: second.process, task, text };
}

function wrongAttempts(task: string, first: Delivery, second: Delivery): Violation {
  const text =
    `attempt ${first.entry.attempts} for ${first.process} (op ${first.op}), ` +
    `then attempt ${second.entry.attempts} for ${second.process} (op ${second.op})`;
  return { rule: 'attempts', at: second.to, process: second.process, task, text };
}
