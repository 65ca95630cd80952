/** The fields of a request or an answer of SQS' JSON protocol that faults look at. */
export interface Fields {
  [name: string]: unknown;
}

/** One message of an answer to ReceiveMessage. */
export interface ReceivedMessage extends Fields {
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly Attributes?: Readonly<Record<string, string>>;
}

/** One call of a client. */
export interface Call {
  /** Such as `ReceiveMessage`. */
  readonly action: string;
  readonly input: Fields;
}

export interface Answer {
  readonly status: number;
  readonly output: Fields;
  /** Sent instead of the output, whatever it is. */
  readonly text?: string;
}

/**
 * What becomes of a call; `forward` asks the server behind. Undefined: the client never gets an
 * answer.
 */
export type Fault = (
  call: Call,
  forward: (call: Call) => Promise<Answer>,
) => Promise<Answer | undefined>;

/** Not the sender's fault. */
const PASSING = /^(InternalError|ServiceUnavailable|RequestThrottled)$/;

/** An error as SQS words it. */
export function refusal(code: string, message: string, status = 400): Answer {
  return { status, output: { __type: `com.amazonaws.sqs#${code}`, message } };
}

/** The entries of a batch. */
export function entriesOf(call: Call): readonly (Fields & { readonly Id: string })[] {
  return (call.input['Entries'] ?? []) as readonly (Fields & { readonly Id: string })[];
}

export function messagesOf(answer: Answer): readonly ReceivedMessage[] {
  return (answer.output['Messages'] ?? []) as readonly ReceivedMessage[];
}

export const withMessages = (answer: Answer, messages: readonly ReceivedMessage[]): Answer => ({
  ...answer,
  output: { ...answer.output, Messages: messages.length > 0 ? messages : undefined },
});

/**
 * Takes some entries out of a batch: the others are forwarded, these fail with the error that
 * `refuse` gives.
 */
export async function failSome(
  call: Call,
  forward: (call: Call) => Promise<Answer>,
  refuse: (entry: Fields, index: number) => readonly [code: string, message: string] | undefined,
): Promise<Answer> {
  const failed: Fields[] = [];
  const good = entriesOf(call).filter((entry, index) => {
    const why = refuse(entry, index);
    if (why === undefined) return true;
    const [Code, Message] = why;
    failed.push({ Id: entry.Id, SenderFault: !PASSING.test(Code), Code, Message });
    return false;
  });
  if (failed.length === 0) return forward(call);
  if (good.length === 0) return { status: 200, output: { Successful: [], Failed: failed } };
  const answer = await forward({ ...call, input: { ...call.input, Entries: good } });
  if (answer.status !== 200) return answer;
  const others = (answer.output['Failed'] ?? []) as Fields[];
  return { ...answer, output: { ...answer.output, Failed: [...others, ...failed] } };
}
