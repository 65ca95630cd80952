import type { Delivery } from '@jq/core/emulations';

import type { Lane } from './lane.js';

/** From when it was received, a message can be kept for this long, whatever its lease. */
const LONGEST_KEPT_MS = 43_200_000;

/** A delivery's own proof. Times are on `performance.now()`, and err early. */
export class Receipt {
  readonly lane: Lane;
  readonly handle: string;
  readonly receivedAt: number;
  /** Received once more, its message goes to the queue's dead-letter queue instead. */
  readonly isLast: boolean;
  /** When its message can be seen again. */
  until: number;

  constructor(
    lane: Lane,
    message: { readonly handle: string; readonly count: number },
    receivedAt: number,
    until: number,
  ) {
    this.lane = lane;
    this.handle = message.handle;
    this.isLast = message.count >= lane.facts.maxReceives;
    this.receivedAt = receivedAt;
    this.until = until;
  }

  get isOver(): boolean {
    return performance.now() >= this.until;
  }

  /** The longest time for which it can be kept from now on; SQS refuses a longer one. */
  get mostSeconds(): number {
    const left = this.receivedAt + LONGEST_KEPT_MS - performance.now();
    return Math.floor(left / 1000) - 1;
  }
}

export function receiptOf({ token }: Pick<Delivery, 'token'>): Receipt {
  return token as Receipt;
}
