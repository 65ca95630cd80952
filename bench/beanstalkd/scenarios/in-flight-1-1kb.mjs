import { inFlight } from '../in-flight.mjs';
import { NEAR_RAW } from '../targets.mjs';

export const scenario = inFlight({
  name: 'in-flight-1-1kb',
  title: 'put, then reserve and complete, 1 under way, bodies of 1 KB',
  tasks: 2500,
  width: 1,
  bytes: 1024,
  contenders: ['jq', 'jq-lean', 'raw', 'raw-asking'],
  targets: NEAR_RAW,
});
