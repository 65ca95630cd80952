import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const measurer = fileURLToPath(new URL('measurer.mjs', import.meta.url));

/**
 * Measures all contenders of a scenario in turns, each measurement in a process of its own and on a
 * store of its own, so that neither heap nor compiled code nor a busy moment favours one of them.
 *
 * @returns per contender one object of metrics per round
 */
export async function measureRounds(scenario, { rounds, tasks, data }, onSample) {
  const samples = Object.fromEntries(scenario.contenders.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const contender of turned(scenario.contenders, round)) {
      const folder = mkdtempSync(join(data, `${scenario.name}-`));
      const order = { name: scenario.name, contender, tasks, folder };
      const metrics = await measureOnce(order);
      rmSync(folder, { recursive: true, force: true });
      samples[contender].push(metrics);
      onSample(round, contender, metrics);
    }
  return samples;
}

/** Another one begins in each round. */
function turned(list, by) {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

async function measureOnce(order) {
  const child = fork(measurer, [JSON.stringify(order)], { execArgv: ['--expose-gc'] });
  let metrics;
  child.on('message', (message) => {
    metrics = message;
  });
  const [code, signal] = await once(child, 'exit');
  if (code === 0 && metrics !== undefined) return metrics;
  throw new Error(`${order.name} of ${order.contender} ended with ${signal ?? code}`);
}
