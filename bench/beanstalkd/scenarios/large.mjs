import { inFlight } from '../in-flight.mjs';
import { LARGE } from '../targets.mjs';

export const scenario = inFlight({
  name: 'large',
  title: 'put, then reserve and complete, 4 under way, bodies of 8 MB',
  tasks: 6,
  width: 4,
  bytes: 8_000_000,
  contenders: ['jq', 'raw-asking', 'fivebeans-asking'],
  targets: LARGE,
});
