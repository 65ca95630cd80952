import { putInFlight } from './put-in-flight.mjs';

export const scenario = putInFlight('always');
