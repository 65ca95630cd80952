import type { HistoryEvent } from './event.js';

/** One event as a line of text, for histories in files. */
export function formatEvent(event: HistoryEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** Events of lines in the same order. A last line that a killed writer cut is left out. */
export function* parseEvents(lines: Iterable<string>): Iterable<HistoryEvent> {
  let cut: string | undefined;
  for (const line of lines) {
    if (line === '') continue;
    if (cut !== undefined) throw new SyntaxError(`not an event of a history: ${cut.slice(0, 80)}`);
    try {
      yield JSON.parse(line) as HistoryEvent;
    } catch {
      cut = line;
    }
  }
}

/** Several histories as one, by time; each must be in order by itself. */
export function* mergeHistories(
  histories: readonly Iterable<HistoryEvent>[],
): Iterable<HistoryEvent> {
  // Of many processes one after the other, only those that run at a time are compared.
  const waiting = histories
    .map((history) => new Source(history))
    .filter(({ head }) => head !== undefined)
    .toSorted((a, b) => a.at - b.at);
  const active: Source[] = [];
  let next = 0;
  for (;;) {
    let first = active[0];
    for (const source of active) if (source.at < (first as Source).at) first = source;
    const following = waiting[next];
    if (following !== undefined && (first === undefined || following.at < first.at)) {
      active.push(following);
      next += 1;
      first = following;
    }
    if (first?.head === undefined) return;
    yield first.head;
    first.advance();
    if (first.head === undefined) active.splice(active.indexOf(first), 1);
  }
}

/** One history, and its next event. */
class Source {
  readonly #rest: Iterator<HistoryEvent>;
  head: HistoryEvent | undefined;

  constructor(history: Iterable<HistoryEvent>) {
    this.#rest = history[Symbol.iterator]();
    this.advance();
  }

  get at(): number {
    return this.head?.at ?? Infinity;
  }

  advance(): void {
    const { value, done } = this.#rest.next();
    this.head = done === true ? undefined : value;
  }
}
