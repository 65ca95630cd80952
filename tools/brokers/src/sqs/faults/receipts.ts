import { type Answer, type Call, failSome, type Fields, messagesOf, refusal } from './exchange.js';

interface Receipt {
  /** When its message was received. */
  at: number;
  /** When its message can be seen again. */
  until: number;
}

type Refusal = readonly [code: string, message: string];

const LONGEST_MS = 43_200_000;
const DEFAULT_S = 30;

/**
 * What SQS says about receipt handles, and fauxqs does not: garbage, leases that ended, the limit
 * of 12 hours.
 */
export class Receipts {
  readonly #known = new Map<string, Receipt>();

  /** As if every message had been received so much earlier. */
  age(ms: number): void {
    for (const receipt of this.#known.values()) receipt.at -= ms;
  }

  /** Every handle given so far is garbage from now on. */
  forget(): void {
    this.#known.clear();
  }

  /** Notes the handles of an answer. */
  note(call: Call, answer: Answer): void {
    const seconds = Number(call.input['VisibilityTimeout'] ?? DEFAULT_S);
    const at = Date.now();
    for (const { ReceiptHandle } of messagesOf(answer))
      this.#known.set(ReceiptHandle, { at, until: at + seconds * 1000 });
  }

  /** Passes a call on unless SQS would refuse its handles. */
  async check(call: Call, forward: (call: Call) => Promise<Answer>): Promise<Answer> {
    const refuse = (entry: Fields): Refusal | undefined => this.#refuse(call.action, entry);
    if (call.action.endsWith('Batch')) return failSome(call, forward, refuse);
    const why = refuse(call.input);
    return why === undefined ? forward(call) : refusal(...why);
  }

  #refuse(action: string, { ReceiptHandle, VisibilityTimeout }: Fields): Refusal | undefined {
    const receipt = this.#known.get(String(ReceiptHandle));
    if (receipt === undefined)
      return ['ReceiptHandleIsInvalid', 'The input receipt handle is invalid.'];
    const now = Date.now();
    if (action.startsWith('DeleteMessage')) {
      if (now < receipt.at + LONGEST_MS) return undefined;
      return ['InvalidParameterValue', 'Reason: The receipt handle has expired.'];
    }
    if (now >= receipt.until)
      return ['MessageNotInflight', 'The message referred to is not in flight.'];
    const ms = Number(VisibilityTimeout) * 1000;
    if (now - receipt.at + ms > LONGEST_MS)
      return [
        'InvalidParameterValue',
        `Value ${String(VisibilityTimeout)} for parameter VisibilityTimeout is invalid. Reason: Total ` +
          'VisibilityTimeout for the message is beyond the limit [43200 seconds].',
      ];
    receipt.until = now + ms;
    return undefined;
  }
}
