// '@jq/core/adapter', for authors of adapters: docs/write-an-adapter.md.
export { type ErrorCode, JobQueueError, messageOf } from '../errors.js';

// The contract, and what an author writes of it.
export * from './adapter.js';
export * from './capabilities.js';
export * from './rules.js';
export * from './rule-verbs.js';
export * from './broker-verbs.js';
export { adapterFront, type FrontOptions } from './front.js';
export type { OperatorCall } from './operator-verbs.js';

// Parts of adapters.
export { BrokerNames, type NamingRules, type QueueNames } from './broker-names.js';
export * from './checks.js';
export { checkOptions } from './check-options.js';
export * from './dsn-options.js';
export * from './lease-book.js';
export { decorated } from './decorated.js';
export {
  ambiguous,
  closed,
  stateUnsupported,
  taskNotFound,
  taskReserved,
  withoutDoubt,
} from './refusals.js';
export { settle, type Settlement, type SettleRules, touch } from './settle.js';
export { fillIn } from './results.js';
export { Batcher, type BatcherOptions } from './batcher.js';
export { Bag, type Baggable, place } from './bag.js';

// Time.
export { Alarm } from '../time/alarm.js';
export { aborted, Aborts, untilAborted } from '../time/aborts.js';
export { type Clock, systemClock } from '../time/clock.js';
export { settledWithin, sleep } from '../time/sleep.js';
export { timers } from '../time/timers.js';
