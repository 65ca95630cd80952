import type { HistoryEvent, RecordedCall } from '@jq/contract/history';

/** How much happened. */
export interface Tally {
  readonly calls: Record<string, number>;
  /** Puts that were acknowledged, and all others, which may or may not have happened. */
  tasks: number;
  unsureTasks: number;
  deliveries: number;
  completed: number;
  /** Settles and touches that came too late and were told so. */
  refused: number;
}

/** The events as they are; the tally is whole when they have been read. */
export function tallied(events: Iterable<HistoryEvent>): {
  readonly events: Iterable<HistoryEvent>;
  readonly tally: Tally;
} {
  const tally: Tally = {
    calls: {},
    tasks: 0,
    unsureTasks: 0,
    deliveries: 0,
    completed: 0,
    refused: 0,
  };
  return { events: counted(events, tally), tally };
}

function* counted(events: Iterable<HistoryEvent>, tally: Tally): Iterable<HistoryEvent> {
  const open = new Map<string, RecordedCall>();
  for (const event of events) {
    if (event.kind === 'invoke') {
      open.set(`${event.by} ${event.op}`, event.call);
      tally.calls[event.call.verb] = (tally.calls[event.call.verb] ?? 0) + 1;
      if (event.call.verb === 'put') tally.unsureTasks += event.call.tasks.length;
    } else if (event.kind === 'ok') {
      const key = `${event.by} ${event.op}`;
      answered(tally, open.get(key), event.answer);
      open.delete(key);
    }
    yield event;
  }
}

function answered(
  tally: Tally,
  call: RecordedCall | undefined,
  { results = [], deliveries = [] }: Extract<HistoryEvent, { kind: 'ok' }>['answer'],
): void {
  const done = results.filter((result) => result === null).length;
  tally.deliveries += deliveries.length;
  tally.refused += results.filter((result) => result === 'lease-lost').length;
  if (call?.verb === 'complete') tally.completed += done;
  if (call?.verb !== 'put') return;
  tally.tasks += done;
  tally.unsureTasks -= done;
}
