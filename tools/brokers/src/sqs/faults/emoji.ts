import { type Answer, type Call, type Fields, messagesOf, withMessages } from './exchange.js';

// SQS takes characters beyond U+FFFF, fauxqs does not. A private character marks what had to be
// disguised.
const MARK = '\uF8F0';
const BEYOND = /[\u{10000}-\u{10FFFF}]/u;

/** Disguises bodies that fauxqs would refuse. */
export function disguised(call: Call): Call {
  const { MessageBody: body, Entries: entries } = call.input;
  if (typeof body === 'string')
    return { ...call, input: { ...call.input, MessageBody: disguise(body) } };
  if (call.action !== 'SendMessageBatch' || !Array.isArray(entries)) return call;
  const changed = (entries as Fields[]).map((entry) => ({
    ...entry,
    MessageBody: disguise(String(entry['MessageBody'])),
  }));
  return { ...call, input: { ...call.input, Entries: changed } };
}

export function undisguised(answer: Answer): Answer {
  const messages = messagesOf(answer);
  if (!messages.some(({ Body }) => Body.startsWith(MARK))) return answer;
  return withMessages(
    answer,
    messages.map((message) =>
      message.Body.startsWith(MARK)
        ? { ...message, Body: Buffer.from(message.Body.slice(1), 'base64').toString() }
        : message,
    ),
  );
}

const disguise = (body: string): string =>
  BEYOND.test(body) ? MARK + Buffer.from(body).toString('base64') : body;
