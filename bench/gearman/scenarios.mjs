import { inFlight } from './in-flight.mjs';
import { processed } from './processed.mjs';

/** By their names, in the order of the report. */
export const scenarios = {
  'in-flight-1': inFlight({ tasks: 2500, width: 1 }),
  'in-flight-100': inFlight({
    tasks: 20_000,
    width: 100,
    // A twentieth of a second each: too short for a machine whose cores the server's threads and
    // the client share.
    cycles: 5,
  }),
  'processed-100': processed,
};
