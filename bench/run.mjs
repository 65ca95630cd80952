// npm run bench -- file
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { InvalidArguments, readArguments, USAGE } from './harness/arguments.mjs';
import { load, machine } from './harness/machine.mjs';
import { checkBuild, installRivals, rivalVersions, Unavailable } from './harness/prepare.mjs';
import { measureRounds } from './harness/rounds.mjs';
import { judge } from './harness/statistics.mjs';
import { scenarioText } from './harness/table.mjs';
import { loadScenario, SCENARIO_NAMES } from './scenarios/names.mjs';

const bench = import.meta.dirname;
const FEWEST_ROUNDS = 5;

try {
  const settings = readArguments(process.argv.slice(2), SCENARIO_NAMES);
  if (settings.help) console.log(USAGE);
  else process.exitCode = await compare(settings);
} catch (error) {
  const known = error instanceof InvalidArguments || error instanceof Unavailable;
  if (!known) throw error;
  console.error(`${error.code}: ${error.message}`);
  if (error instanceof InvalidArguments) console.error(`\n${USAGE}`);
  process.exitCode = error instanceof InvalidArguments ? 2 : 1;
}

/** Measures, prints, keeps the figures; answers the exit code. */
async function compare(settings) {
  installRivals();
  checkBuild();
  const { adapter, rounds, only, report } = settings;
  const data = join(bench, '.data');
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data);
  const head = {
    date: new Date().toISOString(),
    command: `npm run bench -- ${process.argv.slice(2).join(' ')}`,
    ...machine(data),
    versions: rivalVersions(),
    rounds,
    loadBefore: load(),
  };
  console.log(`${head.cpu}, ${head.cores} cores, ${head.node}, ${head.kernel}, ${head.fileSystem}`);
  console.log(`load average before: ${head.loadBefore.join(' ')}\n`);
  const results = [];
  for (const name of SCENARIO_NAMES[adapter].filter((each) => only.includes(each)))
    results.push(
      await measureScenario(await loadScenario(name), { ...settings, data }).catch(failure(name)),
    );
  rmSync(data, { recursive: true, force: true });
  keep(settings, { ...head, loadAfter: load(), scenarios: results });
  const missed = results.flatMap(({ targets = [] }) => targets).filter(({ met }) => !met).length;
  const failed = results.filter(({ error }) => error !== undefined).map(({ name }) => name);
  console.log(missed === 0 ? 'no target missed' : `${missed} targets missed`);
  if (failed.length > 0) console.log(`could not be measured: ${failed.join(', ')}`);
  if (rounds < FEWEST_ROUNDS) console.log(`${rounds} rounds are too few to prove anything`);
  return failed.length === 0 && (missed === 0 || report) ? 0 : 1;
}

async function measureScenario(scenario, { rounds, tasks, data }) {
  const { name, title, metrics } = scenario;
  const count = tasks ?? scenario.tasks;
  const samples = await measureRounds(scenario, { rounds, tasks: count, data }, () =>
    process.stderr.write('.'),
  );
  process.stderr.write('\n');
  const targets = scenario.targets.map((target) => judge(target, samples));
  const durability = scenario.durable ? 'fsync (SQLite: FULL)' : 'relaxed (SQLite: NORMAL)';
  const result = { name, title, durability, tasks: count, metrics, samples, targets };
  console.log(`${name}: ${scenarioText(result, rounds)}\n`);
  return result;
}

/** What one scenario runs into must not cost the figures of the others. */
function failure(name) {
  return (error) => {
    console.error(`\n${name} could not be measured: ${error.message}`);
    return { name, error: error.message };
  };
}

/** A run of everything goes under its date; part of one beside it, where it is not committed. */
function keep({ adapter, only, tasks, rounds }, results) {
  const whole = only.length === SCENARIO_NAMES[adapter].length && tasks === undefined;
  const partial = whole && rounds >= FEWEST_ROUNDS ? '' : '-partial';
  const path = join(bench, 'results', `${results.date.slice(0, 10)}-${adapter}${partial}.json`);
  mkdirSync(join(bench, 'results'), { recursive: true });
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`figures: ${path.slice(bench.length - 'bench'.length)}`);
}
