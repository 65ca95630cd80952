import type { Script } from '../scripts/script.js';

export type Argument = string | Buffer;

/** How often a request went out: after more than once, its answer may be that to a repetition. */
export interface Sending {
  times: number;
}

/** One request until its answer. */
export interface Call {
  name: string;
  /** A script's begin with its digest, or its text where the server does not know that. */
  readonly args: Argument[];
  readonly script: Script | undefined;
  readonly sending: Sending;
  /** On the clock; so is `sentAt`, which is 0 while it waits for a connection. */
  readonly deadline: number;
  sentAt: number;
  /** Gives up when the server refuses connections, instead of waiting for its return. */
  readonly impatient: boolean;
  /** Called before it goes out once more. */
  readonly onRepeat: ((args: Argument[]) => void) | undefined;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: Error) => void;
}
