import type { Adapter, Clock } from '@jq/core/adapter';

/** Seen with every verb: checks run only where the manifest promises the verbs they use. */
export type Connection = Required<Adapter>;

/**
 * One store of a broker, for one check alone. Queue names are fresh, so a shared broker will do.
 */
export interface Space {
  /** Another connection to this store. The suite closes it. */
  connect(): Adapter | Promise<Adapter>;
  /** Deletes the store; every connection is closed by then. */
  destroy(): Promise<void>;
  /** Takes the broker down and up again, data kept as declared. Without it REDIAL is not run. */
  restart?(): Promise<void>;
  /**
   * For adapters in which nothing but this clock takes time: the suite turns it instead of waiting.
   * Left out: real time.
   */
  readonly clock?: Clock & { advance(ms: number): Promise<void> };
}
