import { ALL, PIPELINED } from './contenders/open.mjs';
import { inFlight, TASKS } from './in-flight.mjs';
import { FASTER, LARGE, LESS_WORK, NEAR_RAW } from './targets.mjs';
import { wakeUp } from './wake-up.mjs';

const ONE_BY_ONE = {
  tasks: 2500,
  width: 1,
  contenders: ['jq', 'jq-lean', 'raw', 'raw-asking'],
  targets: NEAR_RAW,
};
const HUNDRED = {
  tasks: TASKS,
  width: 100,
  contenders: ALL,
  targets: [...NEAR_RAW, ...FASTER, ...LESS_WORK],
};
const THOUSAND = {
  tasks: TASKS,
  width: 1000,
  contenders: PIPELINED,
  targets: [...NEAR_RAW, ...LESS_WORK],
};

/** By their names, in the order of the report. */
export const scenarios = {
  'in-flight-1': inFlight({ ...ONE_BY_ONE, bytes: 10 }),
  'in-flight-1-1kb': inFlight({ ...ONE_BY_ONE, bytes: 1024 }),
  'in-flight-100': inFlight({ ...HUNDRED, bytes: 10 }),
  'in-flight-100-1kb': inFlight({ ...HUNDRED, bytes: 1024 }),
  'in-flight-1000': inFlight({ ...THOUSAND, bytes: 10 }),
  'in-flight-1000-1kb': inFlight({ ...THOUSAND, bytes: 1024 }),
  large: inFlight({
    tasks: 6,
    width: 4,
    bytes: 8_000_000,
    contenders: ['jq', 'raw-asking', 'fivebeans-asking'],
    targets: LARGE,
  }),
  'wake-up': wakeUp,
};
