import { createRequire } from 'node:module';

/** @type {import('../harness/benches.mjs').Bench} */
export const bench = {
  packages: ['core', 'file'],
  rivals: ['better-sqlite3', 'plainjob'],
  // A binary for another Node is found, but does not load.
  rivalsLoad: `new (require('better-sqlite3'))(':memory:'); require('plainjob/package.json')`,
  versions: async () => ({ sqlite: sqliteVersion() }),
  durability: 'relaxed (SQLite: NORMAL)',
  rounds: 5,
};

function sqliteVersion() {
  const Database = createRequire(import.meta.url)('better-sqlite3');
  const memory = new Database(':memory:');
  const version = memory.prepare('SELECT sqlite_version()').pluck().get();
  memory.close();
  return version;
}
