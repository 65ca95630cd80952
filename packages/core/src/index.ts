// Define, add, run.
export {
  defineTask,
  type Handler,
  type TaskDefinition,
  type TaskOptions,
} from './task/task-definition.js';
export type {
  SchemaInput,
  SchemaIssue,
  SchemaOutput,
  SchemaResult,
  StandardSchemaV1,
} from './task/standard-schema.js';
export type { Context, RetryOptions, Task } from './task/task.js';
export { type PeekedTask, Queue, type QueueOptions } from './queue/queue.js';
export type { QueueEvents } from './queue/queue-events.js';
export type { AddAllOptions, AddArguments, AddOptions } from './queue/add-options.js';
export { Worker } from './worker/worker.js';
export type {
  QueueSource,
  StopOptions,
  WorkerLimits,
  WorkerOptions,
} from './worker/worker-options.js';
export type { Middleware } from './worker/middleware.js';
export type { HandlerObject, Perform } from './task/handler.js';
export type { Listener } from './emitter.js';
export type { TaskFacts, WorkerEvents } from './worker/events.js';
export type { StopReason, WorkerReport } from './worker/worker-report.js';
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
export { type ErrorCode, JobQueueError } from './errors.js';

// Which broker.
export { connect, type ConnectOptions } from './connect.js';
export { memory, type MemoryAdapter, type MemoryOptions } from './memory/memory.js';
export type { MemorySupports } from './memory/supports.js';

// Bodies: docs/wire-format.md.
export type { Codec, Decoded, Message, Undecodable } from './task/codec.js';
export { ENVELOPE_VERSION, jsonCodec, strictJsonCodec } from './task/envelope.js';

// What of the contract a user meets in the signatures above; authors of adapters have a door of
// their own.
export type {
  Adapter,
  AdapterFactory,
  CallOptions,
  Clocked,
  QueueStats,
  Results,
  TaskView,
  UnholdSelection,
} from './adapter/adapter.js';
export type { Capabilities, Needs, Support, TaskState } from './adapter/capabilities.js';
export { DEFAULT_PRIORITY, MAX_PRIORITY } from './adapter/checks.js';
export type { Rule } from './adapter/rules.js';
export type { Clock } from './time/clock.js';
