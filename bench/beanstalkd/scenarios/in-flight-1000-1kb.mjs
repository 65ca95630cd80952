import { PIPELINED } from '../contenders/open.mjs';
import { inFlight, TASKS } from '../in-flight.mjs';
import { LESS_WORK, NEAR_RAW } from '../targets.mjs';

export const scenario = inFlight({
  name: 'in-flight-1000-1kb',
  title: 'put, then reserve and complete, 1000 under way, bodies of 1 KB',
  tasks: TASKS,
  width: 1000,
  bytes: 1024,
  contenders: PIPELINED,
  targets: [...NEAR_RAW, ...LESS_WORK],
});
