import type { Capabilities, Support } from '../adapter/capabilities.js';
import type { Rule } from '../adapter/rules.js';

/** A rule that core keeps where the broker does not. */
export interface Emulated {
  readonly emulated: string;
}

/** Capabilities in which some rules are emulated, and what changes besides. */
export type Emulating<
  C extends Capabilities,
  E extends Rule,
  More extends Partial<Omit<Capabilities, 'rules'>> = object,
> = {
  readonly [K in keyof Capabilities]: K extends 'rules'
    ? { readonly [R in Rule]: R extends E ? Emulated : C['rules'][R] }
    : K extends keyof More
      ? NonNullable<More[K]> & Capabilities[K]
      : C[K];
};

/**
 * The manifest with the rules of `hazards` emulated: each with its hazard, in a sentence for users.
 */
export function emulating<
  C extends Capabilities,
  E extends Rule,
  More extends Partial<Omit<Capabilities, 'rules'>> = object,
>(supports: C, hazards: Readonly<Record<E, string>>, more?: More): Emulating<C, E, More> {
  const rules: Record<string, Support> = { ...supports.rules };
  for (const [rule, emulated] of Object.entries<string>(hazards)) rules[rule] = { emulated };
  // The type says field by field what was just done.
  return { ...supports, ...more, rules } as unknown as Emulating<C, E, More>;
}
