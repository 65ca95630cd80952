export { chaos, type ChaosOptions, type ChaosReport } from './chaos.js';
export type { Fault } from './monkey.js';
export type { Subject } from './stage.js';
