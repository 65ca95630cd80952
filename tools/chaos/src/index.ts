export { chaos, type ChaosOptions, type ChaosReport } from './chaos.js';
export { type Length, lengthOf } from './length.js';
export { CONNECTION_FAULTS, type Fault } from './monkey.js';
export type { Subject } from './stage.js';
