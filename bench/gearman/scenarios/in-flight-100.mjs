import { inFlight } from '../in-flight.mjs';

export const scenario = inFlight({ name: 'in-flight-100', tasks: 20_000, width: 100 });
