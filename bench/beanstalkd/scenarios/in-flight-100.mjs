import { inFlight, TASKS } from '../in-flight.mjs';
import { FASTER, LESS_WORK, NEAR_RAW } from '../targets.mjs';

export const scenario = inFlight({
  name: 'in-flight-100',
  title: 'put, then reserve and complete, 100 under way, bodies of 10 bytes',
  tasks: TASKS,
  width: 100,
  bytes: 10,
  targets: [...NEAR_RAW, ...FASTER, ...LESS_WORK],
});
