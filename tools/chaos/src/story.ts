import { formatEvent, type HistoryEvent } from '@jq/contract';

/** What the history says of one task, a line per event, for a look at what led to a violation. */
export function storyOf(events: readonly HistoryEvent[], id: string): string {
  const leases = new Set<string>();
  const calls = new Set<string>();
  return events
    .filter((event) => concerns(event, id, leases, calls))
    .map(formatEvent)
    .join('\n');
}

/** Remembers the leases of the task and the calls that name them. */
function concerns(
  event: HistoryEvent,
  id: string,
  leases: Set<string>,
  calls: Set<string>,
): boolean {
  if (event.kind === 'died') return false;
  const key = `${event.by} ${event.op}`;
  if (event.kind === 'fail') return calls.has(key);
  if (event.kind === 'invoke') {
    const { call } = event;
    const named =
      (call.verb === 'put' && call.tasks.some((task) => task.id === id)) ||
      (call.verb === 'remove' && call.ids.includes(id)) ||
      ('leases' in call && call.leases.some((lease) => leases.has(`${event.by} ${lease}`)));
    if (named) calls.add(key);
    return named;
  }
  const delivered = (event.answer.deliveries ?? []).filter((each) => each.id === id);
  for (const { lease } of delivered) leases.add(`${event.by} ${lease}`);
  return delivered.length > 0 || calls.has(key);
}
