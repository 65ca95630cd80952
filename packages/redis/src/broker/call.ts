import type { Script } from './scripts/script.js';

export type Argument = string | Buffer;

/** How often a request went out: after more than once, its answer may be that to a repetition. */
export interface Sending {
  times: number;
}

/** What is asked of a link. One of the two callbacks is called, once. */
export interface Request {
  readonly name: string;
  /** Those of a script begin with its digest. */
  readonly args: Argument[];
  readonly script?: Script;
  readonly sending?: Sending;
  readonly timeoutMs?: number;
  /** Gives up when the server refuses connections, instead of waiting for its return. */
  readonly impatient?: boolean;
  /** Called before it goes out once more, with the arguments to change. */
  readonly onRepeat?: ((args: Argument[]) => void) | undefined;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A request until its answer. */
export interface Call {
  readonly request: Request;
  readonly sending: Sending;
  /** The server knows its script by digest; otherwise the text is sent. */
  known: boolean;
  /** On the clock, as are `deadline` and `sentAt`, which is 0 while it waits for a connection. */
  readonly askedAt: number;
  readonly deadline: number;
  sentAt: number;
}
