export * from './adapter.js';
export * from './capabilities.js';
export * from './clock.js';
export * from './errors.js';
export * from './lease-book.js';
export * from './limits.js';
export * from './rules.js';
export * from './manual-clock.js';
export { memory, type MemoryAdapter, type MemoryOptions } from './memory/memory.js';
export { MemoryStore } from './memory/store.js';
export { memorySupports, type MemorySupports } from './memory/supports.js';
export * from './add-options.js';
export * from './codec.js';
export { ENVELOPE_VERSION, jsonCodec } from './envelope.js';
export * from './events.js';
export * from './handler.js';
export { Queue, type PeekedTask, type QueueOptions } from './queue.js';
export * from './retry-policy.js';
export type * from './standard-schema.js';
export * from './task.js';
export { defineTask, type TaskDefinition, type TaskOptions } from './task-definition.js';
export * from './worker-report.js';
export type { Middleware } from './worker/middleware.js';
export { Worker } from './worker/worker.js';
export type {
  QueueSource,
  StopOptions,
  WorkerLimits,
  WorkerOptions,
} from './worker/worker-options.js';
export * from './connect.js';
