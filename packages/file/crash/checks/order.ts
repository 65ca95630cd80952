import type { Delivery, Ledger, Put, TaskFacts } from '../ledger.js';
import type { Violation } from './violation.js';

interface Drained {
  readonly task: TaskFacts;
  readonly put: Put;
  readonly delivery: Delivery;
}

/**
 * While one process drains a queue in which all is ready, tasks come lowest priority number first,
 * and equal ones of one producer in the order in which they were put.
 */
export function* checkOrder(ledger: Ledger, drainer: string): Iterable<Violation> {
  for (const drained of drainedByQueue(ledger, drainer).values()) {
    const lastOf = new Map<string, Drained>();
    let before: Drained | undefined;
    for (const next of drained) {
      if (before !== undefined && next.delivery.entry.priority < before.delivery.entry.priority)
        yield outOfOrder(before, next);
      before = next;
      if (!keepsPlace(next)) continue;
      const line = `${next.put.process} ${next.put.entry.priority}`;
      const last = lastOf.get(line);
      if (last !== undefined && next.put.to <= last.put.from) yield outOfOrder(last, next);
      lastOf.set(line, next);
    }
  }
}

/** First deliveries to the drainer, in the order given. */
function drainedByQueue(ledger: Ledger, drainer: string): Map<string, Drained[]> {
  const queues = new Map<string, Drained[]>();
  for (const task of ledger.tasks.values()) {
    const delivery = task.deliveries.find(({ process }) => process === drainer);
    const put = task.puts[0];
    if (delivery === undefined || put === undefined) continue;
    const list = queues.get(task.queue) ?? [];
    list.push({ task, put, delivery });
    queues.set(task.queue, list);
  }
  for (const list of queues.values())
    list.sort((a, b) => a.delivery.entry.lease - b.delivery.entry.lease);
  return queues;
}

/** Never away since its put, so its place in the line is the put's. */
function keepsPlace({ put, delivery }: Drained): boolean {
  return put.entry.delayMs === 0 && delivery.entry.attempts === 1 && put.outcome === 'ok';
}

function outOfOrder(before: Drained, next: Drained): Violation {
  const { process, to: at, op } = next.delivery;
  const name = ({ task, delivery }: Drained): string =>
    `${task.id} (priority ${delivery.entry.priority})`;
  const text = `drained in op ${op} after ${name(before)}, though ${name(next)} comes first`;
  return { rule: 'order', at, process, task: next.task.id, text };
}
