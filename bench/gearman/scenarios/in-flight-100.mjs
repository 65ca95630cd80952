import { inFlight } from '../in-flight.mjs';

export const scenario = inFlight({
  name: 'in-flight-100',
  tasks: 20_000,
  width: 100,
  // A twentieth of a second each: too short for a machine whose cores the server's threads and the
  // client share.
  cycles: 5,
});
