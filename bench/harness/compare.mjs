import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { BENCH } from './benches.mjs';
import { load, machine } from './machine.mjs';
import { versionsOf } from './prepare.mjs';
import { measureRounds } from './rounds.mjs';
import { judge } from './statistics.mjs';
import { scenarioText } from './table.mjs';

/**
 * Measures one adapter against its rivals, prints and keeps the figures.
 * @returns whether all could be measured and, unless only a report is wanted, all targets were met
 */
export async function compare(run) {
  const { adapter, bench, names, rounds, report, data } = run;
  const head = {
    date: new Date().toISOString(),
    command: `npm run bench -- ${process.argv.slice(2).join(' ')}`,
    ...machine(data),
    versions: await versionsOf(adapter, bench),
    rounds,
    loadBefore: load(),
  };
  console.log(`${head.cpu}, ${head.cores} cores, ${head.node}, ${head.kernel}, ${head.fileSystem}`);
  console.log(`load average before: ${head.loadBefore.join(' ')}\n`);
  const results = [];
  for (const name of names)
    results.push(
      await measureScenario({ name, ...bench.scenarios[name] }, run).catch(failure(name)),
    );
  keep(run, { ...head, loadAfter: load(), scenarios: results });
  const missed = results.flatMap(({ targets = [] }) => targets).filter(({ met }) => !met).length;
  const failed = results.filter(({ error }) => error !== undefined).map(({ name }) => name);
  console.log(
    missed === 0 ? `${adapter}: no target missed` : `${adapter}: ${missed} targets missed`,
  );
  if (failed.length > 0) console.log(`could not be measured: ${failed.join(', ')}`);
  if (rounds < bench.rounds) console.log(`${rounds} rounds are too few to prove anything`);
  return failed.length === 0 && (missed === 0 || report);
}

async function measureScenario(scenario, run) {
  const { name, title, metrics } = scenario;
  const samples = await measureRounds(scenario, run, () => process.stderr.write('.'));
  process.stderr.write('\n');
  const targets = scenario.targets.map((target) => judge(target, samples));
  const durability = scenario.durability ?? run.bench.durability;
  const tasks = run.tasks ?? scenario.tasks;
  const result = { name, title, durability, tasks, metrics, samples, targets };
  console.log(`${name}: ${scenarioText(result, run.rounds)}\n`);
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
function keep({ adapter, bench, names, tasks, rounds }, results) {
  const whole = names.length === Object.keys(bench.scenarios).length && tasks === undefined;
  const partial = whole && rounds >= bench.rounds ? '' : '-partial';
  const path = join(BENCH, 'results', `${results.date.slice(0, 10)}-${adapter}${partial}.json`);
  mkdirSync(join(BENCH, 'results'), { recursive: true });
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`figures: bench/${path.slice(BENCH.length)}`);
}
