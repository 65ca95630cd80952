import type { Broker } from '@jq/brokers';
import type { Adapter } from '@jq/core';

/** Every verb: tests are for adapters that promise those they use. */
export type Verbs = Required<Adapter>;

/** How long an adapter waits for its servers, in milliseconds. */
export interface Times {
  readonly answerMs: number;
  readonly connectMs: number;
}

/** An adapter that reaches servers by a list of addresses. */
export interface Subject {
  /** A server of its own for this test, ended with it. */
  readonly broker: () => Promise<Broker>;
  /** An adapter for the servers on these ports, closed with the test. */
  readonly adapterFor: (ports: number | readonly number[], times?: Times) => Verbs;
}
