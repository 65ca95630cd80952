import type { Ledger, TaskFacts } from '../ledger.js';

/** A proof that a rule of the contract was broken. */
export interface Violation {
  readonly rule:
    | 'lost'
    | 'unknown'
    | 'double-lease'
    | 'delivered-after-complete'
    | 'delivered-after-remove'
    | 'delivered-while-held'
    | 'delivered-while-paused'
    | 'delivered-early'
    | 'stale-settle'
    | 'live-lease-refused'
    | 'attempts'
    | 'mangled'
    | 'order'
    | 'fault';
  /** Boot time of the event that proves it. */
  readonly at: number;
  /** Whose history holds that event. */
  readonly process: string;
  readonly task?: string;
  readonly text: string;
}

/** Looks at one task; the ledger has what concerns its queue. */
export type TaskCheck = (task: TaskFacts, ledger: Ledger) => Iterable<Violation>;
