import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';

export const State = { ready: 0, delayed: 1, reserved: 2, held: 3 };

/**
 * `due`: when a delayed task is ready or a lease lapses (wall ms), or the order of holding.
 * `token` tells one lease from all others, so that a lapsed one can't settle a later one.
 * Without AUTOINCREMENT, which would cost a second table write for each put: what the largest `seq`
 * was is forgotten only when nothing is left to be ordered against.
 */
const TABLES = `
  CREATE TABLE IF NOT EXISTS tasks (
    seq INTEGER PRIMARY KEY,
    queue INTEGER NOT NULL,
    id TEXT NOT NULL,
    priority INTEGER NOT NULL,
    state INTEGER NOT NULL,
    due INTEGER NOT NULL,
    ttr INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    token INTEGER NOT NULL,
    body BLOB NOT NULL
  );
  CREATE INDEX IF NOT EXISTS ready ON tasks (queue, priority, seq) WHERE state = 0;
  CREATE INDEX IF NOT EXISTS timed ON tasks (due) WHERE state IN (1, 2);
  CREATE INDEX IF NOT EXISTS held ON tasks (queue, due, seq) WHERE state = 3;
  CREATE TABLE IF NOT EXISTS queues (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    paused_until INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS waiters (slot INTEGER PRIMARY KEY);
`;

const UNIQUE_IDS = 'CREATE UNIQUE INDEX IF NOT EXISTS ids ON tasks (queue, id)';

/**
 * Opens the database of a folder.
 * @param {{ durable: boolean, uniqueIds: boolean }} options `durable`: each commit is on disk
 *   (FULL); else it survives the process (NORMAL). `uniqueIds`: put is idempotent, as in @jq/file.
 */
export function openDatabase(folder, { durable, uniqueIds }) {
  mkdirSync(folder, { recursive: true });
  const db = new Database(join(folder, 'queue.db'));
  db.pragma('busy_timeout = 10000');
  // The switch to WAL fails at once, busy_timeout or not, when two make it at the same time.
  if (db.pragma('journal_mode', { simple: true }) !== 'wal') db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${durable ? 'FULL' : 'NORMAL'}`);
  db.pragma('cache_size = -65536');
  db.pragma('temp_store = MEMORY');
  db.transaction(() => {
    db.exec(TABLES);
    if (uniqueIds) db.exec(UNIQUE_IDS);
  }).immediate();
  return db;
}
