import { disguised, undisguised } from './emoji.js';
import {
  type Answer,
  type Call,
  failSome,
  type Fields,
  messagesOf,
  refusal,
  withMessages,
} from './exchange.js';
import type { Receipts } from './receipts.js';

type Forward = (call: Call) => Promise<Answer>;

/** Limits of SQS that tests lower to reach them. */
export interface Limits {
  /** Most messages in flight of one queue. */
  inFlight: number;
  /** How old a message may grow. Unset: fauxqs keeps it for ever. */
  retentionMs: number | undefined;
}

const LONGEST_DELAY_S = 900;
const RECEIPT_ACTIONS = /^(DeleteMessage|ChangeMessageVisibility)(Batch)?$/;

/** Passes a call on as SQS would take it where fauxqs is not as strict. */
export async function asDocumented(
  call: Call,
  forward: Forward,
  receipts: Receipts,
  limits: Limits,
): Promise<Answer> {
  if (RECEIPT_ACTIONS.test(call.action)) return receipts.check(call, forward);
  if (call.action === 'ReceiveMessage') return receive(call, forward, receipts, limits);
  if (call.action === 'SendMessageBatch') return failSome(disguised(call), forward, tooLate);
  if (call.action !== 'SendMessage') return forward(call);
  const why = tooLate(call.input);
  return why === undefined ? forward(disguised(call)) : refusal(...why);
}

function tooLate({ DelaySeconds = 0 }: Fields): readonly [string, string] | undefined {
  const seconds = Number(DelaySeconds);
  if (seconds >= 0 && seconds <= LONGEST_DELAY_S) return undefined;
  const text = `Value ${seconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`;
  return ['InvalidParameterValue', text];
}

async function receive(
  call: Call,
  forward: Forward,
  receipts: Receipts,
  limits: Limits,
): Promise<Answer> {
  if (limits.inFlight < Infinity && (await inFlight(call, forward)) >= limits.inFlight)
    // A long poll is not told; it finds nothing.
    return Number(call.input['WaitTimeSeconds'] ?? 0) > 0
      ? { status: 200, output: {} }
      : refusal('OverLimit', 'Too many messages in flight.', 403);
  const answer = undisguised(await forward(call));
  receipts.note(call, answer);
  return limits.retentionMs === undefined
    ? answer
    : fresh(call, answer, forward, limits.retentionMs);
}

async function inFlight({ input }: Call, forward: Forward): Promise<number> {
  const name = 'ApproximateNumberOfMessagesNotVisible';
  const { output } = await forward({
    action: 'GetQueueAttributes',
    input: { QueueUrl: input['QueueUrl'], AttributeNames: [name] },
  });
  return Number((output['Attributes'] as Record<string, string> | undefined)?.[name] ?? 0);
}

/** Deletes what is older than its queue keeps messages. */
async function fresh(
  { input }: Call,
  answer: Answer,
  forward: Forward,
  retentionMs: number,
): Promise<Answer> {
  const oldest = Date.now() - retentionMs;
  const kept = messagesOf(answer).filter(
    ({ Attributes }) => Number(Attributes?.['SentTimestamp'] ?? Infinity) >= oldest,
  );
  for (const { ReceiptHandle } of messagesOf(answer).filter((each) => !kept.includes(each)))
    await forward({
      action: 'DeleteMessage',
      input: { QueueUrl: input['QueueUrl'], ReceiptHandle },
    });
  return withMessages(answer, kept);
}
