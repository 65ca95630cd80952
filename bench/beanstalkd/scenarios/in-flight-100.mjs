import { inFlight, TASKS } from '../in-flight.mjs';
import { BETTER_WIRE, FASTER, NEAR_RAW } from '../targets.mjs';

export const scenario = inFlight({
  name: 'in-flight-100',
  title: 'put, then reserve and complete, 100 under way, bodies of 10 bytes',
  tasks: TASKS,
  width: 100,
  bytes: 10,
  targets: [...NEAR_RAW, ...FASTER, ...BETTER_WIRE],
});
