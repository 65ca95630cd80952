import type { Delivery, Settle } from '../ledger.js';
import { end } from './exclusive.js';
import type { TaskCheck, Violation } from './violation.js';

/** A settle counts for the task's latest lease only; a lease that surely lives is not refused. */
export const checkFenced: TaskCheck = function* ({ id, deliveries }) {
  for (const delivery of deliveries) {
    const settle = delivery.settles[0];
    if (settle?.outcome === 'ok') {
      const later = deliveries.find((other) => settlesTooLate(delivery, settle, other));
      if (later !== undefined) yield tooLate(id, delivery, settle, later);
    }
    yield* refusals(id, delivery);
  }
};

/**
 * True if the other delivery proves that this acknowledged settle did not act on the task it
 * should.
 */
function settlesTooLate(delivery: Delivery, settle: Settle, other: Delivery): boolean {
  if (other === delivery) return false;
  if (settle.verb === 'complete')
    // Given before: it should have been refused. Given after: the task should have been gone.
    return other.entry.attempts > delivery.entry.attempts || other.from >= settle.to;
  return other.entry.attempts > delivery.entry.attempts && other.to <= settle.from;
}

function tooLate(task: string, one: Delivery, settle: Settle, other: Delivery): Violation {
  const after = settle.verb === 'complete' && other.from >= settle.to;
  const text =
    `${settle.verb} of attempt ${one.entry.attempts} by ${one.process} acknowledged at ${settle.to}, ` +
    `attempt ${other.entry.attempts} given to ${other.process} between ${other.from} and ${other.to} (op ${other.op})`;
  const rule = after ? 'delivered-after-complete' : 'stale-settle';
  return { rule, at: other.to, process: other.process, task, text };
}

function* refusals(task: string, delivery: Delivery): Iterable<Violation> {
  const { entry, process, settles, touches, closedFrom } = delivery;
  const settled = settles[0]?.from ?? Infinity;
  const lives = Math.min(end({ ...delivery, settles: [] }), closedFrom);
  const asked = [...touches.filter(({ from }) => from < settled), ...settles.slice(0, 1)];
  for (const { outcome, from, to } of asked)
    if (outcome === 'lease-lost' && to < lives) {
      const text = `asked at ${from}, refused at ${to}; attempt ${entry.attempts} was its own until ${lives}`;
      yield { rule: 'live-lease-refused', at: to, process, task, text };
    }
}
