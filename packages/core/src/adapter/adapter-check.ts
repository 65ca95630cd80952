import { JobQueueError } from '../errors.js';
import type { Adapter } from './adapter.js';
import { unknownOption } from './check-options.js';
import { checkArray, shown } from './checks.js';
import { RULE_VERBS } from './rule-verbs.js';
import { type Rule, RULES } from './rules.js';

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
 * @throws JobQueueError `invalid` (no adapter, or it contradicts itself; no such rule),
 * `unsupported`
 */
export function checkAdapter(adapter: Adapter, needs: readonly Rule[], what: string): void {
  checkIsAdapter(adapter, what);
  checkArray(`${what}: needs`, needs);
  for (const rule of needs as readonly unknown[])
    if (!(RULES as readonly unknown[]).includes(rule)) {
      const name = typeof rule === 'string' ? rule : shown(rule);
      throw invalid(`${what}: needs: ${unknownOption(name, RULES, 'rule')}`);
    }
  for (const rule of Object.keys(RULE_VERBS) as Rule[])
    for (const verb of RULE_VERBS[rule] ?? [])
      if (supportsRule(adapter, rule) && typeof adapter[verb] !== 'function')
        throw invalid(
          `${what}: adapter ${adapter.name} declares ${rule} but has no method ${verb}; declare it unsupported`,
        );
  for (const rule of needs) requireRule(adapter, rule, what);
}

const NEEDED = ['open', 'put', 'reserve', 'complete', 'retry', 'close'] as const;

/** A text is not shown: it may be a DSN with a password. */
function checkIsAdapter(adapter: unknown, what: string): void {
  const example = "use one, such as memory() or await connect('file:./queue')";
  if (typeof adapter === 'string') throw invalid(`${what}: adapter is a text: ${example}`);
  if (typeof adapter !== 'object' || adapter === null)
    throw invalid(`${what}: adapter ${shown(adapter)}: ${example}`);
  if (typeof (adapter as Partial<PromiseLike<unknown>>).then === 'function')
    throw invalid(`${what}: adapter is a Promise: await it first, as in await connect(dsn)`);
  const given = adapter as Partial<Adapter>;
  const missing = NEEDED.find((verb) => typeof given[verb] !== 'function');
  const rules: unknown = given.supports?.rules;
  if (missing !== undefined || typeof rules !== 'object' || rules === null)
    throw invalid(
      `${what}: adapter ${shown(adapter)} has no ${missing ?? 'supports.rules'}: ${example}`,
    );
}

const invalid = (message: string): JobQueueError => new JobQueueError('invalid', message);
