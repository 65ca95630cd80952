// '@jq/core/testing', for tests of programs and of adapters.
export { ManualClock } from './time/manual-clock.js';
export { MemoryStore } from './memory/store.js';
export { memorySupports } from './memory/supports.js';
