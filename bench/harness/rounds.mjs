import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { Child } from './child.mjs';

/**
 * Measures all contenders of a scenario in turns. One with `measure` has each measurement made in a
 * process of its own and on a store of its own. One with `prepare` keeps one process and one store
 * per contender for all rounds, of which never more than one is told to work: so rounds are short
 * and many.
 *
 * @param run { adapter, bench, rounds, tasks, data }; `tasks`: instead of the scenario's own number
 * @returns per contender one object of metrics per round
 */
export async function measureRounds(scenario, run, onSample) {
  const samples = Object.fromEntries(scenario.contenders.map((name) => [name, []]));
  const take = (contender, metrics) => {
    samples[contender].push(metrics);
    onSample();
  };
  await (scenario.prepare === undefined ? measureAnew : measureKept)(scenario, run, take);
  return samples;
}

/** How many tasks a measurement of that contender has. */
export function tasksOf({ tasks }, contender, instead) {
  return instead ?? (typeof tasks === 'number' ? tasks : tasks[contender]);
}

async function measureAnew(scenario, run, take) {
  for (let round = 0; round < run.rounds; round++)
    for (const contender of turned(scenario.contenders, round)) {
      const stage = await setStage(scenario, run, contender);
      try {
        const child = new Child('measurer.mjs', stage.order);
        const metrics = await child.answer();
        await child.over();
        take(contender, metrics);
      } finally {
        await stage.clear();
      }
    }
}

async function measureKept(scenario, run, take) {
  const cast = new Map();
  try {
    for (const contender of scenario.contenders) {
      const stage = await setStage(scenario, run, contender);
      cast.set(contender, { stage });
      const child = new Child('keeper.mjs', stage.order);
      cast.get(contender).child = child;
      await child.answer();
    }
    const measure = (contender) => {
      const { child } = cast.get(contender);
      child.send('measure');
      return child.answer();
    };
    // The first one is code that is being compiled.
    for (const contender of scenario.contenders) await measure(contender);
    for (let round = 0; round < run.rounds; round++)
      for (const contender of turned(scenario.contenders, round))
        take(contender, await measure(contender));
    for (const { child } of cast.values()) child.send('leave');
    for (const { child } of cast.values()) await child.over();
  } finally {
    for (const { child, stage } of cast.values()) {
      await child?.kill();
      await stage.clear();
    }
  }
}

/** What a contender needs to itself: a folder, and a broker where there is one. */
async function setStage(scenario, { adapter, bench, tasks, data }, contender) {
  const folder = mkdtempSync(join(data, `${scenario.name}-`));
  const broker = await bench.startBroker?.(scenario.broker);
  const place = broker && {
    url: broker.url,
    host: broker.host,
    port: broker.port,
    pid: broker.pid,
  };
  const count = tasksOf(scenario, contender, tasks);
  return {
    order: { adapter, name: scenario.name, contender, tasks: count, folder, broker: place },
    async clear() {
      await broker?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Another one begins in each round. */
function turned(list, by) {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}
