import { JobQueueError } from '../errors.js';

/**
 * The part of the Standard Schema specification, version 1, that jq calls. Zod, Valibot, ArkType
 * and others implement it, so any of their schemas can describe a task's data.
 */
export interface StandardSchemaV1<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | PromiseLike<SchemaResult<Output>>;
    /** Never set at run time; carries the types. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

export type SchemaInput<S extends StandardSchemaV1> = NonNullable<S['~standard']['types']>['input'];

export type SchemaOutput<S extends StandardSchemaV1> = NonNullable<
  S['~standard']['types']
>['output'];

/** @throws JobQueueError `invalid` unless `value` is a version 1 Standard Schema. */
export function checkSchema(what: string, value: unknown): asserts value is StandardSchemaV1 {
  const props = (value as Partial<StandardSchemaV1> | null | undefined)?.['~standard'];
  if (props?.version === 1 && typeof props.validate === 'function') return;
  throw new JobQueueError(
    'invalid',
    `${what}: expected a schema that implements Standard Schema version 1, such as one of Zod, Valibot or ArkType`,
  );
}

const MOST_SHOWN = 5;

/** The issues on one line, each with the place it was found at. */
export function describeIssues(issues: readonly SchemaIssue[]): string {
  const shown = issues.slice(0, MOST_SHOWN).map((issue) => {
    const path = (issue.path ?? []).map((part) =>
      String(typeof part === 'object' ? part.key : part),
    );
    return path.length === 0 ? issue.message : `${path.join('.')}: ${issue.message}`;
  });
  const more = issues.length - shown.length;
  return more > 0 ? `${shown.join('; ')}; and ${more} more` : shown.join('; ');
}
