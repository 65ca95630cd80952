import type { Delivery, TaskFacts } from '../ledger.js';
import type { TaskCheck } from './violation.js';

/** Body, priority and ttr come back as they were put (or as a retry changed them). */
export const checkMangled: TaskCheck = function* (task) {
  for (const delivery of task.deliveries) {
    const wrong = differences(task, delivery);
    if (wrong.length === 0) continue;
    const { process, to: at, op } = delivery;
    const text = `delivered in op ${op} with another ${wrong.join(', ')}`;
    yield { rule: 'mangled', at, process, task: task.id, text };
  }
};

function differences({ id, queue, puts, deliveries }: TaskFacts, delivery: Delivery): string[] {
  const put = puts[0]?.entry;
  if (put === undefined) return [];
  const { entry, from } = delivery;
  const retried = deliveries.flatMap(({ settles }) => settles.map(({ priority }) => priority));
  const wrong: string[] = [];
  if (entry.bytes !== put.bytes || entry.digest !== put.digest) wrong.push(`body than ${id}'s`);
  if (entry.queue !== queue) wrong.push('queue');
  if (entry.ttrMs !== put.ttrMs) wrong.push(`ttr: ${entry.ttrMs}, put ${put.ttrMs}`);
  // As exact as toBootMs.
  if (entry.deadline < from + put.ttrMs - 0.05)
    wrong.push(`deadline: ${entry.deadline}, asked from ${from} with a ttr of ${put.ttrMs}`);
  if (entry.priority !== put.priority && !retried.includes(entry.priority))
    wrong.push(`priority: ${entry.priority}, put ${put.priority}`);
  return wrong;
}
