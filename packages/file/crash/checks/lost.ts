import type { QueueFacts, TaskFacts } from '../ledger.js';
import type { TaskCheck } from './violation.js';

/** An acknowledged put ends in a complete, a removal or a purge that happened or may have. */
export const checkLost: TaskCheck = function* (task, ledger) {
  const put = task.puts.find(({ outcome }) => outcome === 'ok');
  if (put === undefined || mayBeGone(task, put.from, ledger.queue(task.queue))) return;
  const seen = task.deliveries.length;
  const { process, to: at } = put;
  const text = `put in op ${put.op} and acknowledged, delivered ${seen} times, never gone`;
  yield { rule: 'lost', at, process, task: task.id, text };
};

function mayBeGone(task: TaskFacts, since: number, { purges }: QueueFacts): boolean {
  return (
    task.deliveries.some(({ settles }) => settles.some(isPossibleComplete)) ||
    task.removals.some(({ outcome }) => outcome === 'ok' || outcome === 'unknown') ||
    purges.some(({ to }) => to > since)
  );
}

function isPossibleComplete({ verb, outcome }: { verb: string; outcome: string }): boolean {
  return verb === 'complete' && (outcome === 'ok' || outcome === 'unknown');
}

/** What is delivered was put by somebody. */
export const checkUnknown: TaskCheck = function* ({ id, puts, deliveries }) {
  const [first] = deliveries;
  if (first === undefined || puts.length > 0) return;
  const { process, to: at, op } = first;
  yield { rule: 'unknown', at, process, task: id, text: `delivered in op ${op}, never put` };
};
