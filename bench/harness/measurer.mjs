// One measurement of one contender: warms up on a small store, then measures and answers its parent.
import { join } from 'node:path';

import { loadScenario } from '../scenarios/names.mjs';

const WARM_UP_TASKS = 20_000;

const { name, contender, tasks, folder } = JSON.parse(process.argv[2]);
const scenario = await loadScenario(name);
const measure = (sub, count) =>
  scenario.measure({ contender, folder: join(folder, sub), tasks: count });
if (scenario.warmUp !== false) await measure('warm-up', Math.min(tasks, WARM_UP_TASKS));
globalThis.gc();
const metrics = await measure('store', tasks);
for (const [metric, value] of Object.entries(metrics))
  if (!Number.isFinite(value)) throw new Error(`${name} of ${contender}: ${metric} is ${value}`);
process.send(metrics);
process.disconnect();
