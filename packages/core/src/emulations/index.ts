// '@jq/core/emulations', for adapters of brokers that lack half of the contract:
// docs/write-an-adapter.md.
export * from './transport.js';
export * from './frame.js';
export * from './adapter-over.js';
export * from './bands.js';
export * from './hops.js';
export * from './resending.js';
export * from './leases-by-clock.js';
export * from './parking.js';
export { type Emulated, type Emulating, emulating } from './emulating.js';
export { copyOf, type Move, Mover, unseenMove } from './mover.js';
export { isHeldPlace } from './side-queues.js';
export type { Expiring } from './parked-tasks.js';
