import type { Context } from './task.js';

/** What a body says. */
export interface Message {
  /** The task's name. */
  readonly task: string;
  readonly data: unknown;
  readonly context?: Context | undefined;
}

/** Why a body can't be understood; the worker holds its task with this reason. */
export interface Undecodable {
  readonly undecodable: string;
}

/**
 * Turns messages into bodies and back. Give the same codec to the Queue and to the Worker. Either
 * direction may be asynchronous, for encryption or for bodies stored elsewhere.
 */
export interface Codec {
  /** May throw; `add` then rejects with `invalid`, naming the task. */
  encode(message: Message): Uint8Array | Promise<Uint8Array>;
  /** Answers a foreign or malformed body with the reason; a throw is taken as one. */
  decode(body: Uint8Array): Decoded | Promise<Decoded>;
}

export type Decoded = Message | Undecodable;
