import { inFlight } from '../in-flight.mjs';

export const scenario = inFlight({ name: 'in-flight-1', tasks: 2500, width: 1 });
