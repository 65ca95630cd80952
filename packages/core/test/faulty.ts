import type { Adapter, Capabilities } from '@jq/core';
import { decorated } from '@jq/core/adapter';

/** The adapter with some of its members replaced. */
export const faulty: typeof decorated = decorated;

/** The adapter with other capabilities. */
export function declaring(
  adapter: Adapter,
  changes: Partial<Omit<Capabilities, 'rules'>> & { rules?: Partial<Capabilities['rules']> },
): Adapter {
  const rules = { ...adapter.supports.rules, ...changes.rules };
  return faulty(adapter, { supports: { ...adapter.supports, ...changes, rules } });
}
