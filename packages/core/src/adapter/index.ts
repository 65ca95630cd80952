// '@jq/core/adapter', for authors of adapters: docs/write-an-adapter.md.
export { type ErrorCode, JobQueueError } from '../errors.js';
export * from './adapter.js';
export * from './capabilities.js';
export * from './rules.js';
export * from './rule-verbs.js';
export * from './checks.js';
export * from './dsn-options.js';
export * from './lease-book.js';
export { decorated } from './decorated.js';
export { fillIn } from './results.js';

// Time.
export { type Clock, systemClock } from '../time/clock.js';
export { abortedError, untilAborted } from '../time/until-aborted.js';
