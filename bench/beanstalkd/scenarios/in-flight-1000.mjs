import { ALL } from '../contenders/open.mjs';
import { inFlight, TASKS } from '../in-flight.mjs';
import { BETTER_WIRE, NEAR_RAW } from '../targets.mjs';

export const scenario = inFlight({
  name: 'in-flight-1000',
  title: 'put, then reserve and complete, 1000 under way, bodies of 10 bytes',
  tasks: TASKS,
  width: 1000,
  bytes: 10,
  contenders: ALL.filter((name) => name !== 'node-beanstalk'),
  targets: [...NEAR_RAW, ...BETTER_WIRE],
});
