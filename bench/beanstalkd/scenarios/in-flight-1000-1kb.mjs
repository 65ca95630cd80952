import { ALL } from '../contenders/open.mjs';
import { inFlight, TASKS } from '../in-flight.mjs';
import { BETTER_WIRE, NEAR_RAW } from '../targets.mjs';

export const scenario = inFlight({
  name: 'in-flight-1000-1kb',
  title: 'put, then reserve and complete, 1000 under way, bodies of 1 KB',
  tasks: TASKS,
  width: 1000,
  bytes: 1024,
  contenders: ALL.filter((name) => name !== 'node-beanstalk'),
  targets: [...NEAR_RAW, ...BETTER_WIRE],
});
