/** What is to become of a delivery. `error`: the failure that led to it, for events. */
export type Outcome =
  | { readonly verb: 'complete' }
  | {
      readonly verb: 'retry';
      readonly delayMs: number;
      readonly priority?: number | undefined;
      readonly error?: unknown;
      /** Given back rather than failed. */
      readonly released?: true;
    }
  | { readonly verb: 'hold'; readonly reason: string; readonly error?: unknown };

export const COMPLETE: Outcome = { verb: 'complete' };

/** Runs again at once, elsewhere. */
export const RELEASE: Outcome = { verb: 'retry', delayMs: 0, released: true };
