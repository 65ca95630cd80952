// Define, add, run.
export { defineTask, type TaskDefinition, type TaskOptions } from './task/task-definition.js';
export type {
  SchemaInput,
  SchemaIssue,
  SchemaOutput,
  SchemaResult,
  StandardSchemaV1,
} from './task/standard-schema.js';
export * from './task/task.js';
export { type PeekedTask, Queue, type QueueOptions } from './queue/queue.js';
export type { AddAllOptions, AddArguments, AddOptions } from './queue/add-options.js';
export { Worker } from './worker/worker.js';
export type {
  QueueSource,
  StopOptions,
  WorkerLimits,
  WorkerOptions,
} from './worker/worker-options.js';
export type { Middleware } from './worker/middleware.js';
export type { Handler, HandlerObject, Perform } from './task/handler.js';
export type { Listener } from './worker/emitter.js';
export * from './worker/events.js';
export * from './worker/worker-report.js';
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
} from './task/retry-policy.js';
export * from './errors.js';
export { type AdapterFactory, connect } from './connect.js';

// Bodies: docs/wire-format.md.
export * from './task/codec.js';
export { ENVELOPE_VERSION, jsonCodec } from './task/envelope.js';

// The contract of adapters: docs/write-an-adapter.md.
export * from './adapter/adapter.js';
export * from './adapter/capabilities.js';
export * from './adapter/rules.js';
export * from './adapter/rule-verbs.js';
export * from './adapter/checks.js';
export * from './adapter/lease-book.js';
export * from './adapter/dsn-options.js';

// In memory, and for tests.
export * from './time/clock.js';
export * from './time/manual-clock.js';
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
export * from './emulations/leases-by-clock.js';
export * from './emulations/parking.js';
export { type Emulated, type Emulating, emulating } from './emulations/emulating.js';
export { copyOf, type Move, Mover, unseenMove } from './emulations/mover.js';
export { isHeldPlace } from './emulations/side-queues.js';
export { deliveryLost, fillIn } from './adapter/results.js';
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
export * from './time/until-aborted.js';
