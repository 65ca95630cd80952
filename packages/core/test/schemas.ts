import type { SchemaIssue, StandardSchemaV1 } from '@jq/core';

type Judge<Input, Output> = (value: Input) => Output | { issues: readonly SchemaIssue[] };

/** A schema out of a function; `async` makes it answer with a promise. */
export function schema<Input, Output>(
  judge: Judge<Input, Output>,
  kind: 'sync' | 'async' = 'sync',
): StandardSchemaV1<Input, Output> {
  const validate = (value: unknown) => {
    const verdict = judge(value as Input);
    const failed = typeof verdict === 'object' && verdict !== null && 'issues' in verdict;
    return failed
      ? { issues: verdict.issues as readonly SchemaIssue[] }
      : { value: verdict as Output };
  };
  return {
    '~standard': {
      version: 1,
      vendor: 'jq-test',
      validate: kind === 'sync' ? validate : async (value) => validate(value),
    },
  };
}

/** Takes numbers as text, gives numbers. */
export const numeric = schema<string, number>((text) =>
  /^\d+$/.test(text)
    ? Number(text)
    : { issues: [{ message: 'not a number', path: ['n', { key: 0 }] }] },
);
