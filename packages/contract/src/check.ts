import type { Capabilities, Rule } from '@jq/core/adapter';

import type { Lab } from './lab.js';
import type { Space } from './space.js';

/** What a check is about: a rule of the contract, or the suite's own concerns. */
export type Concern = Rule | 'MANIFEST' | 'ARGUMENTS' | 'RANDOM';

/** What a check may look at to tell whether it applies. */
export interface Subject {
  readonly supports: Capabilities;
  readonly space: Space;
}

/** Why a check does not apply to a subject, or undefined when it does. */
export type Fit = (subject: Subject) => string | undefined;

/** One sentence of the contract, and how to find out whether it is true. */
export interface Check {
  /** `RULE/the-sentence-in-kebab-case`; stable, to name a check in reports and issues. */
  readonly id: string;
  readonly concern: Concern;
  readonly says: string;
  readonly fit: Fit;
  /** Throws where the sentence is false. */
  readonly run: (lab: Lab) => Promise<void>;
}

/** A check without its name: what it does, and when it applies beyond its rule being supported. */
export type CheckBody =
  | Check['run']
  | { readonly fit: Fit | readonly Fit[]; readonly run: Check['run'] };

/** Names checks by their sentences. Those of a rule apply only where the rule is supported. */
export function checks(
  concern: Concern,
  bodies: Readonly<Record<string, CheckBody>>,
): readonly Check[] {
  return Object.entries(bodies).map(([says, body]) => {
    const own = typeof body === 'function' ? [] : [body.fit].flat();
    return {
      id: `${concern}/${says.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`,
      concern,
      says,
      fit: (subject) => firstReason([supported(concern), ...own], subject),
      run: typeof body === 'function' ? body : body.run,
    };
  });
}

/** Applies only where these rules are supported, natively or by emulation. */
export function needs(...rules: readonly Rule[]): Fit {
  return (subject) => firstReason(rules.map(supported), subject);
}

/** Applies only where a rule is declared unsupported: its negative side. */
export function gap(rule: Rule): Fit {
  return ({ supports }) =>
    supports.rules[rule] === 'unsupported' ? undefined : `${rule} is supported`;
}

/** Applies only where the capabilities say so; `otherwise` is the reason to report. */
export function where(test: (supports: Capabilities) => boolean, otherwise: string): Fit {
  return ({ supports }) => (test(supports) ? undefined : otherwise);
}

function supported(concern: Concern): Fit {
  return ({ supports }) =>
    concern in supports.rules && supports.rules[concern as Rule] === 'unsupported'
      ? `${concern} is declared unsupported`
      : undefined;
}

function firstReason(fits: readonly Fit[], subject: Subject): string | undefined {
  for (const fit of fits) {
    const reason = fit(subject);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
