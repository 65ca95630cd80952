// Define, add, run.
export { defineTask, type TaskDefinition, type TaskOptions } from './task-definition.js';
export type {
  SchemaInput,
  SchemaIssue,
  SchemaOutput,
  SchemaResult,
  StandardSchemaV1,
} from './standard-schema.js';
export * from './task.js';
export { type PeekedTask, Queue, type QueueOptions } from './queue.js';
export type { AddAllOptions, AddArguments, AddOptions } from './add-options.js';
export { Worker } from './worker/worker.js';
export type {
  QueueSource,
  StopOptions,
  WorkerLimits,
  WorkerOptions,
} from './worker/worker-options.js';
export type { Middleware } from './worker/middleware.js';
export type { Handler, HandlerObject, Perform } from './handler.js';
export type { Listener } from './emitter.js';
export * from './events.js';
export * from './worker-report.js';
export {
  DEFAULT_RETRY_POLICY,
  delayFor,
  type ExponentialRetryPolicy,
  type FixedRetryPolicy,
  type ListRetryPolicy,
  maxAttemptsOf,
  type RetryPolicy,
  sidekiqLike,
  type SidekiqLikeRetryPolicy,
} from './retry-policy.js';
export * from './errors.js';
export { type AdapterFactory, connect } from './connect.js';

// Bodies: docs/wire-format.md.
export * from './codec.js';
export { ENVELOPE_VERSION, jsonCodec } from './envelope.js';

// The contract of adapters: docs/write-an-adapter.md.
export * from './adapter.js';
export * from './capabilities.js';
export * from './rules.js';
export * from './rule-verbs.js';
export * from './limits.js';
export * from './lease-book.js';
export * from './query-options.js';

// In memory, and for tests.
export * from './clock.js';
export * from './manual-clock.js';
export { memory, type MemoryAdapter, type MemoryOptions } from './memory/memory.js';
export { MemoryStore } from './memory/store.js';
export { memorySupports, type MemorySupports } from './memory/supports.js';

// For adapters of brokers that lack half of the contract: docs/write-an-adapter.md.
export * from './emulations/transport.js';
export * from './emulations/frame.js';
export * from './emulations/adapter-over.js';
export * from './emulations/bands.js';
export * from './emulations/hops.js';
export * from './emulations/resending.js';
export * from './emulations/clock.js';
export * from './emulations/parking.js';
export { type Emulated, type Emulating, emulating } from './emulations/emulated.js';
export { copyOf, type Move, Mover, unseenMove } from './emulations/mover.js';
export { isHeldPlace } from './emulations/places.js';
export { deliveryLost, fillIn } from './emulations/results.js';
export type { Expiring } from './emulations/parked-tasks.js';

// For adapters of brokers that are reached over TCP.
export * from './tcp/address.js';
export * from './tcp/dialer.js';
export * from './tcp/link-errors.js';
export * from './tcp/pending-line.js';
export * from './tcp/pipelined-connection.js';
export * from './tcp/servers.js';
export * from './tcp/sole-connection.js';
export * from './tcp/takers.js';
export * from './tcp/until-aborted.js';
