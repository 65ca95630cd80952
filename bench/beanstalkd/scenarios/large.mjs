import { inFlight } from '../in-flight.mjs';

export const scenario = inFlight({
  name: 'large',
  title: 'put, then reserve and complete, 4 under way, bodies of 8 MB',
  tasks: 12,
  width: 4,
  bytes: 8_000_000,
  contenders: ['jq', 'raw-asking', 'fivebeans-asking'],
  targets: [
    { metric: 'take', of: 'jq', against: 'raw-asking', atLeast: 0.8 },
    { metric: 'take', of: 'jq', against: 'fivebeans-asking', atLeast: 1 },
  ],
});
