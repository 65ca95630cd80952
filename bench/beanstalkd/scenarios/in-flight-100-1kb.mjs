import { inFlight, TASKS } from '../in-flight.mjs';
import { FASTER, LESS_WORK, NEAR_RAW } from '../targets.mjs';

export const scenario = inFlight({
  name: 'in-flight-100-1kb',
  title: 'put, then reserve and complete, 100 under way, bodies of 1 KB',
  tasks: TASKS,
  width: 100,
  bytes: 1024,
  targets: [...NEAR_RAW, ...FASTER, ...LESS_WORK],
});
