import { createReadStream, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';

import { HistoryReader, type RunNotes } from './history-reader.js';
import type { Line } from './history.js';
import { Ledger } from './ledger.js';

/** Reads every history of a folder into one ledger. */
export async function readHistories(folder: string): Promise<Ledger> {
  const ledger = new Ledger();
  const notes: RunNotes = { deaths: new Map(), stops: [] };
  const readers: HistoryReader[] = [];
  for (const file of readdirSync(folder).toSorted()) {
    const reader = new HistoryReader(basename(file, '.jsonl'), ledger, notes);
    for await (const line of lines(join(folder, file))) reader.read(line);
    readers.push(reader);
  }
  for (const reader of readers) reader.end();
  return ledger;
}

async function* lines(path: string): AsyncGenerator<Line> {
  for await (const text of createInterface({ input: createReadStream(path) })) {
    try {
      yield JSON.parse(text) as Line;
    } catch {
      return; // the last line, cut by a kill
    }
  }
}
