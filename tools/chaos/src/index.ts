export { chaos, type ChaosOptions, type ChaosReport, type Length, lengthOf } from './chaos.js';
export { CONNECTION_FAULTS, type Fault } from './disturb.js';
export type { Subject } from './stage.js';
