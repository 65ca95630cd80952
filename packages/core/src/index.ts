export * from './adapter.js';
export * from './capabilities.js';
export * from './clock.js';
export * from './errors.js';
export * from './lease-book.js';
export * from './limits.js';
export * from './rules.js';
