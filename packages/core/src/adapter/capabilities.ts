import type { Rule } from './rules.js';

/** Where a task is; a completed or removed one is in none. */
export type TaskState = 'ready' | 'delayed' | 'reserved' | 'held';

/** How a rule is kept. An emulation names its hazard in one sentence, for users. */
export type Support = 'native' | 'unsupported' | { readonly emulated: string };

/**
 * What an adapter guarantees and how far; fixed data, proven by @jq/contract. Times in
 * milliseconds.
 */
export interface Capabilities {
  readonly rules: Readonly<Record<Rule, Support>>;
  /** The worst event that an acknowledged put survives. */
  readonly durable: 'nothing' | 'process-crash' | 'power-loss';
  /** Who can share one store. */
  readonly shared: 'process' | 'machine' | 'network';
  /** exact: (priority, put order). banded: by priority band only. none: best effort. */
  readonly ordering: 'exact' | 'banded' | 'none';
  /** Order among the queues of one reserve. */
  readonly queueOrder: 'as-given' | 'priority' | 'none';
  /** timed: ends by the broker's clock. connection: also ends with its connection. */
  readonly lease: 'timed' | 'connection';
  /** strict: a lapsed lease can never affect a later one. best-effort: the broker may err. */
  readonly fencing: 'strict' | 'best-effort';
  /** A lapsed lease may still complete a task that nobody took since. */
  readonly lateComplete: boolean;
  readonly attempts: 'exact' | 'since-restart' | 'approximate' | 'explicit-only';
  /** Distinct priorities told apart in 0 … 2^32−1. */
  readonly priorityLevels: number;
  readonly maxDelayMs: number;
  readonly maxTtrMs: number;
  readonly minTtrMs: number;
  /** Longest wait of one reserve; core repeats shorter ones. */
  readonly maxWaitMs: number;
  readonly maxBodyBytes: number;
  /** Most tasks of one broker request; longer arguments are split by the adapter. */
  readonly maxBatch: number;
  /** Resolution of delays and ttr: lateness stays within one step plus scheduling. */
  readonly timeStepMs: number;
  readonly exactCounts: boolean;
  /** A put with the id of a task that still exists changes nothing and succeeds. */
  readonly idempotentPut: boolean;
  /** States that `peek` can show; empty where PEEK is unsupported. */
  readonly peek: readonly TaskState[];
  /** States that `purge` can empty one by one; empty where PURGE is unsupported. */
  readonly purge: readonly TaskState[];
}

/**
 * An extra argument that nobody can pass, where `C` declares the rule unsupported: calling such a
 * method is then a compile error whose text names the rule.
 */
export type Needs<C extends Capabilities, R extends Rule> = 'unsupported' extends C['rules'][R]
  ? C['rules'][R] extends 'unsupported'
    ? [unsupported: { readonly 'this adapter does not support': R }]
    : []
  : [];
