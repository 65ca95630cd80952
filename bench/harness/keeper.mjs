// One contender for all rounds of a scenario: prepares once, then measures each time its parent
// says so.
import { loadScenario } from './benches.mjs';
import { checkMetrics } from './statistics.mjs';

const { adapter, name, contender, tasks, folder, broker } = JSON.parse(process.argv[2]);
const scenario = await loadScenario(adapter, name);
const prepared = await scenario.prepare({ contender, folder, tasks, broker });
process.on('message', (order) => void (order === 'leave' ? leave() : measure()));
process.send('ready');

async function measure() {
  const metrics = await prepared.measure();
  checkMetrics(metrics, `${name} of ${contender}`);
  process.send(metrics);
}

async function leave() {
  await prepared.close();
  process.disconnect();
}
