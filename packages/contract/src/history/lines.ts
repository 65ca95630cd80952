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
  const sources = histories.map((history) => history[Symbol.iterator]());
  const heads = sources.map((source) => source.next());
  for (;;) {
    let first = -1;
    for (const [index, head] of heads.entries()) {
      if (head.done === true) continue;
      const best = heads[first];
      if (best === undefined || best.done === true || head.value.at < best.value.at) first = index;
    }
    const head = heads[first];
    const source = sources[first];
    if (head === undefined || head.done === true || source === undefined) return;
    yield head.value;
    heads[first] = source.next();
  }
}
