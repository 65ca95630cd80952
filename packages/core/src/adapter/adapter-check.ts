import { JobQueueError } from '../errors.js';
import type { Adapter } from './adapter.js';
import { RULE_VERBS } from './rule-verbs.js';
import type { Rule } from './rules.js';

export function supportsRule(adapter: Adapter, rule: Rule): boolean {
  return adapter.supports.rules[rule] !== 'unsupported';
}

/** @throws JobQueueError `unsupported` */
export function requireRule(adapter: Adapter, rule: Rule, what: string): void {
  if (supportsRule(adapter, rule)) return;
  throw new JobQueueError(
    'unsupported',
    `${what}: adapter ${adapter.name} does not support ${rule}; use another adapter for this queue`,
  );
}

/**
 * At start-up rather than in the middle of the night: an adapter has the verbs it declares and
 * keeps the rules the program needs.
 * @throws JobQueueError `invalid` (the adapter contradicts itself), `unsupported`
 */
export function checkAdapter(adapter: Adapter, needs: readonly Rule[], what: string): void {
  for (const rule of Object.keys(RULE_VERBS) as Rule[])
    for (const verb of RULE_VERBS[rule] ?? [])
      if (supportsRule(adapter, rule) && typeof adapter[verb] !== 'function')
        throw new JobQueueError(
          'invalid',
          `${what}: adapter ${adapter.name} declares ${rule} but has no method ${verb}; declare it unsupported`,
        );
  for (const rule of needs) requireRule(adapter, rule, what);
}
