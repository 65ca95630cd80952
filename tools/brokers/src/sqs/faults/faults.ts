import { setTimeout as sleep } from 'node:timers/promises';

import {
  type Answer,
  entriesOf,
  failSome,
  type Fault,
  messagesOf,
  type ReceivedMessage,
  refusal,
  withMessages,
} from './exchange.js';

/** Too many requests. */
export const throttled: Fault = async () =>
  refusal('RequestThrottled', 'Request is throttled.', 403);

/** The service has a fault of its own. */
export const internalError: Fault = async () =>
  refusal('InternalError', 'We encountered an internal error. Please try again.', 500);

/** Happens, and the client never hears of it. */
export const lostReply: Fault = async (call, forward) => {
  await forward(call);
  return undefined;
};

/** Does not happen, and the client never hears of it. */
export const lostRequest: Fault = async () => undefined;

/** Happens, and the client gets half of the answer. */
export const cutAnswer: Fault = async (call, forward) => {
  const answer = await forward(call);
  const text = JSON.stringify(answer.output);
  return { ...answer, text: text.slice(0, text.length / 2) };
};

/** Something in between answers for SQS, with a page. */
export const page =
  (status: number): Fault =>
  async () => ({ status, output: {}, text: `<!doctype html><title>${status}</title>` });

/** SQS refuses the call with this error. */
export const refused =
  (code: string, status = 400, message = 'verysecret'): Fault =>
  async () =>
    refusal(code, message, status);

/** Answers later. */
export const slow =
  (ms: number): Fault =>
  async (call, forward) => {
    await sleep(ms);
    return forward(call);
  };

/** HTTP 200, but these entries of the batch failed. */
export const partial =
  (indexes: readonly number[], code = 'InternalError'): Fault =>
  (call, forward) =>
    failSome(call, forward, (_entry, index) =>
      indexes.includes(index) ? [code, 'This entry failed.'] : undefined,
    );

/** An answer to a batch that lacks some of its entries. */
export const forgetful =
  (indexes: readonly number[]): Fault =>
  async (call, forward) => {
    const lost = new Set(
      entriesOf(call)
        .map(({ Id }) => Id)
        .filter((_, i) => indexes.includes(i)),
    );
    const answer = await forward(call);
    const listed = (answer.output['Successful'] ?? []) as { readonly Id: string }[];
    const kept = listed.filter(({ Id }) => !lost.has(Id));
    return { ...answer, output: { ...answer.output, Successful: kept } };
  };

/** Messages come in another order than the one they were sent in. */
export const outOfOrder: Fault = async (call, forward) => {
  const answer = await forward(call);
  return withMessages(answer, messagesOf(answer).toReversed());
};

/** An empty answer although there are messages, as short polls give. */
export const nothingSeen: Fault = async (): Promise<Answer> => ({ status: 200, output: {} });

/** Remembers messages, and delivers them again: at the same time, or after they were deleted. */
export class Duplicates {
  readonly #seen: ReceivedMessage[] = [];

  /** Delivers, and remembers. */
  readonly record: Fault = async (call, forward) => {
    const answer = await forward(call);
    this.#seen.push(...messagesOf(answer));
    return answer;
  };

  /** Delivers what was remembered, once more. */
  readonly replay: Fault = async () =>
    withMessages({ status: 200, output: {} }, this.#seen.splice(0));
}
