import { systemClock } from '@jq/core/adapter';
import type { Delivery } from '@jq/core/emulations';

import type { SqsQueue } from './broker/queue.js';

/** From when it was received, a message can be kept for this long, whatever its lease. */
const LONGEST_KEPT_MS = 43_200_000;

/** A delivery's own proof. Times are monotonic, and err early. */
export class Receipt {
  readonly queue: SqsQueue;
  readonly handle: string;
  readonly receivedAt: number;
  /** Received once more, its message goes to the queue's dead-letter queue instead. */
  readonly isLast: boolean;
  /** When its message can be seen again. */
  until: number;

  constructor(
    queue: SqsQueue,
    message: { readonly handle: string; readonly count: number },
    receivedAt: number,
    until: number,
  ) {
    this.queue = queue;
    this.handle = message.handle;
    this.isLast = message.count >= queue.info.maxReceives;
    this.receivedAt = receivedAt;
    this.until = until;
  }

  get isOver(): boolean {
    return systemClock.monotonic() >= this.until;
  }

  /** The longest time for which it can be kept from now on; SQS refuses a longer one. */
  get mostSeconds(): number {
    const left = this.receivedAt + LONGEST_KEPT_MS - systemClock.monotonic();
    return Math.floor(left / 1000) - 1;
  }
}

export function receiptOf({ token }: Pick<Delivery, 'token'>): Receipt {
  return token as Receipt;
}
