import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';

import { type HistoryEvent, mergeHistories, parseEvents } from '@jq/contract/history';

import type { Fault } from './recorded-adapter.js';

const CHUNK_BYTES = 64 * 1024;

/** The histories of a folder as one, by time. */
export function readHistories(folder: string): Iterable<HistoryEvent> {
  const paths = filesIn(folder, '.jsonl');
  return mergeHistories(paths.map((path) => parseEvents(linesOf(path))));
}

/** What the processes of a folder said that never may happen. */
export function readFaults(folder: string): Fault[] {
  return filesIn(folder, '.faults').flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as Fault),
  );
}

function filesIn(folder: string, end: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(end));
  return names.toSorted().map((name) => join(folder, name));
}

/** Opens the file for each piece: a long run has more histories than a process may have open. */
function* linesOf(path: string): Iterable<string> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let rest = Buffer.alloc(0);
  for (let position = 0; ;) {
    const fd = openSync(path, 'r');
    const count = readSync(fd, chunk, 0, CHUNK_BYTES, position);
    closeSync(fd);
    if (count === 0) break;
    position += count;
    const text = Buffer.concat([rest, chunk.subarray(0, count)]);
    const end = text.lastIndexOf(10) + 1;
    rest = Buffer.from(text.subarray(end));
    yield* text.toString('utf8', 0, end).split('\n');
  }
  if (rest.length > 0) yield rest.toString();
}
