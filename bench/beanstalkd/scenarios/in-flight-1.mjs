import { inFlight } from '../in-flight.mjs';
import { NEAR_RAW } from '../targets.mjs';

export const scenario = inFlight({
  name: 'in-flight-1',
  title: 'put, then reserve and complete, 1 under way, bodies of 10 bytes',
  tasks: 2500,
  width: 1,
  bytes: 10,
  contenders: ['jq', 'jq-lean', 'raw', 'raw-asking'],
  targets: NEAR_RAW,
});
