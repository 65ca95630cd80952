import type { Delivery, Ledger, Outcome, QueueFacts, TaskFacts } from '../ledger.js';
import type { TaskCheck, Violation } from './violation.js';

/** What is removed or held stays away. */
export const checkSetAside: TaskCheck = function* (task, ledger) {
  yield* afterRemoval(task);
  const { unholds } = ledger.queue(task.queue);
  for (const { entry, settles } of task.deliveries) {
    const hold = settles[0];
    if (hold?.verb !== 'hold' || hold.outcome !== 'ok') continue;
    const freed = task.deliveries.find(
      (other) => other.entry.attempts > entry.attempts && !mayBeFreed(unholds, hold, other),
    );
    if (freed === undefined) continue;
    const { process, to: at, op } = freed;
    const text = `held at ${hold.to}, nobody freed it, delivered in op ${op}`;
    yield { rule: 'delivered-while-held', at, process, task: task.id, text };
  }
};

function* afterRemoval({ id, removals, deliveries }: TaskFacts): Iterable<Violation> {
  for (const { outcome, to } of removals) {
    const late = outcome === 'ok' ? deliveries.find(({ from }) => from >= to) : undefined;
    if (late === undefined) continue;
    const { process, to: at, op } = late;
    const text = `removed by ${to}, delivered in op ${op} from ${late.from}`;
    yield { rule: 'delivered-after-remove', at, process, task: id, text };
  }
}

function mayBeFreed(unholds: readonly Outcome[], hold: Outcome, { to }: Delivery): boolean {
  return unholds.some((unhold) => unhold.from < to && unhold.to > hold.from);
}

/** A paused queue gives nothing, from when the pause was answered until it may have ended. */
export function* checkPauses(ledger: Ledger): Iterable<Violation> {
  const windows = new Map([...ledger.queues].map(([name, facts]) => [name, pauses(facts)]));
  for (const { id, queue, deliveries } of ledger.tasks.values())
    for (const { from, to, process, op } of deliveries)
      for (const window of windows.get(queue) ?? [])
        if (from >= window.from && to < window.to) {
          const text = `${queue} was paused from ${window.from} to ${window.to}, delivered in op ${op} by ${to}`;
          yield { rule: 'delivered-while-paused', at: to, process, task: id, text };
        }
}

function pauses({ pauses: calls }: QueueFacts): { from: number; to: number }[] {
  return calls
    .filter(({ outcome }) => outcome === 'ok')
    .map((pause) => {
      const others = calls.filter((other) => other !== pause && other.to > pause.from);
      const next = Math.min(...others.map(({ from }) => from));
      return { from: pause.to, to: Math.min(pause.from + pause.forMs, next) };
    })
    .filter(({ from, to }) => from < to);
}
