import type { Adapter, Capabilities } from '@jq/core';

/** The adapter with some of its members replaced. */
export function faulty<A extends Adapter>(adapter: A, faults: Partial<Adapter>): A {
  return new Proxy(adapter, {
    get(target, key) {
      if (key in faults) return faults[key as keyof Adapter];
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** The adapter with other capabilities. */
export function declaring(
  adapter: Adapter,
  changes: Partial<Omit<Capabilities, 'rules'>> & { rules?: Partial<Capabilities['rules']> },
): Adapter {
  const rules = { ...adapter.supports.rules, ...changes.rules };
  return faulty(adapter, { supports: { ...adapter.supports, ...changes, rules } });
}
