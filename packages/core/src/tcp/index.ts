// '@jq/core/tcp', for adapters of brokers that are reached over TCP.
export * from './address.js';
export * from './dialer.js';
export * from './link-errors.js';
export * from './pending-line.js';
export * from './pipelined-connection.js';
export * from './servers.js';
export * from './sole-connection.js';
export * from './takers.js';
