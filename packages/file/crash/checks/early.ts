import type { TaskCheck } from './violation.js';

/** Nothing comes before its delay, of the put or of a retry, has passed. */
export const checkEarly: TaskCheck = function* ({ id, puts, deliveries }) {
  const due = Math.min(...puts.map(({ from, entry }) => from + entry.delayMs));
  for (const { to, process, op, entry, settles } of deliveries) {
    if (to < due) {
      const text = `delivered in op ${op} by ${to}, not due before ${due}`;
      yield { rule: 'delivered-early', at: to, process, task: id, text };
    }
    const settle = settles[0];
    if (settle?.verb !== 'retry' || settle.outcome !== 'ok') continue;
    const again = settle.from + settle.delayMs;
    const early = deliveries.find(
      (other) => other.entry.attempts > entry.attempts && other.to < again,
    );
    if (early === undefined) continue;
    const text =
      `attempt ${entry.attempts} retried at ${settle.from} with ${settle.delayMs} ms of delay, ` +
      `attempt ${early.entry.attempts} given by ${early.to} (op ${early.op})`;
    yield { rule: 'delivered-early', at: early.to, process: early.process, task: id, text };
  }
};
