import type { Adapter } from './adapter.js';
import type { Rule } from './rules.js';

/**
 * The verbs that an adapter has exactly when it supports the rule they are about; the others are
 * always there.
 */
export const RULE_VERBS: Readonly<Partial<Record<Rule, readonly (keyof Adapter)[]>>> = {
  TOUCH: ['touch'],
  HOLD: ['hold', 'unhold'],
  STATS: ['stats'],
  PEEK: ['peek'],
  REMOVE: ['remove'],
  PURGE: ['purge'],
  PAUSE: ['pause'],
};
