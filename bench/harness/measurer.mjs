// One measurement of one contender: warms up on a small store, then measures and answers its
// parent.
import { join } from 'node:path';

import { loadScenario } from './benches.mjs';
import { checkMetrics } from './statistics.mjs';

const WARM_UP_TASKS = 20_000;

const { adapter, name, contender, tasks, folder, broker } = JSON.parse(process.argv[2]);
const scenario = await loadScenario(adapter, name);
const measure = (sub, count) =>
  scenario.measure({ contender, folder: join(folder, sub), tasks: count, broker });
if (scenario.warmUp !== false) await measure('warm-up', Math.min(tasks, WARM_UP_TASKS));
globalThis.gc();
const metrics = await measure('store', tasks);
checkMetrics(metrics, `${name} of ${contender}`);
process.send(metrics);
process.disconnect();
