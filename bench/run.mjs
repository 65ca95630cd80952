// npm run bench -- file redis
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { InvalidArguments, readArguments, usage } from './harness/arguments.mjs';
import { BENCH, loadBenches } from './harness/benches.mjs';
import { compare } from './harness/compare.mjs';
import { checkBuild, installRivals, Unavailable } from './harness/prepare.mjs';

const benches = await loadBenches();
const adapters = Object.keys(benches);

try {
  const scenarios = adapters.map((name) => [name, Object.keys(benches[name].scenarios)]);
  const settings = readArguments(process.argv.slice(2), Object.fromEntries(scenarios));
  if (settings.help) console.log(usage(adapters));
  else process.exitCode = await run(settings);
} catch (error) {
  const known = error instanceof InvalidArguments || error instanceof Unavailable;
  if (!known) throw error;
  console.error(`${error.code}: ${error.message}`);
  if (error instanceof InvalidArguments) console.error(`\n${usage(adapters)}`);
  process.exitCode = error instanceof InvalidArguments ? 2 : 1;
}

/** Whatever may be missing is looked for before anything is measured. Answers the exit code. */
async function run({ adapters: chosen, only, rounds, ...settings }) {
  for (const adapter of chosen) {
    installRivals(adapter, benches[adapter]);
    checkBuild(benches[adapter]);
  }
  const data = join(BENCH, '.data');
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data);
  let sound = true;
  for (const adapter of chosen) {
    const bench = benches[adapter];
    const names = only[adapter];
    const run = { ...settings, adapter, bench, names, rounds: rounds ?? bench.rounds, data };
    if (names.length > 0) sound = (await compare(run)) && sound;
  }
  rmSync(data, { recursive: true, force: true });
  return sound ? 0 : 1;
}
