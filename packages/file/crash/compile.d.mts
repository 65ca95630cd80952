/** The compiled sources of this harness and of what it tests. */
export interface Compiled {
  readonly folder: string;
  /** `url('file/crash/main')`: the address of that module's compiled form. */
  readonly url: (path: string) => string;
}

/**
 * Compiles @jq/core, @jq/file and the harness into a new temporary folder, which the caller
 * removes.
 */
export function compile(): Promise<Compiled>;
