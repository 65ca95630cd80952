import { JobQueueError, systemClock } from '@jq/core/adapter';
import type { Delivery } from '@jq/core/emulations';

import type { SqsQueue } from '../broker/queue.js';
import { receiptOf } from '../receipt.js';

/** A lease of which this part has passed at arrival starts anew. */
const LATE_PART = 0.25;

interface Fitting {
  readonly delivery: Delivery;
  readonly seconds: number;
  /** Not due yet: it is hidden again, and not given out. */
  readonly early: boolean;
}

/**
 * A receive hides all its messages for one time; those whose tasks want another, or that waited
 * long on the way, get their own with one request more. What is not due yet is put back for the
 * rest.
 */
export async function fitLeases(
  queue: SqsQueue,
  deliveries: readonly Delivery[],
  hiddenS: number,
): Promise<readonly Delivery[]> {
  const now = systemClock.monotonic();
  const fittings = deliveries.map((delivery) => fittingOf(queue, delivery, hiddenS, now));
  const asked = fittings.filter((each): each is Fitting => each !== undefined);
  if (asked.length === 0) return deliveries;
  const verdicts = await queue.hide(
    asked.map(({ delivery, seconds }) => ({
      ReceiptHandle: receiptOf(delivery).handle,
      VisibilityTimeout: seconds,
    })),
  );
  return deliveries.flatMap((delivery, index) => {
    const fitting = fittings[index];
    if (fitting === undefined) return [delivery];
    const failure = verdicts[asked.indexOf(fitting)];
    if (fitting.early || JobQueueError.is(failure, 'lease-lost')) return [];
    const receipt = receiptOf(delivery);
    if (failure === undefined) receipt.until = now + fitting.seconds * 1000;
    const expiresAt = Math.min(
      receipt.until,
      (failure === undefined ? now : receipt.receivedAt) + delivery.ttrMs,
    );
    return [{ ...delivery, expiresAt }];
  });
}

function fittingOf(
  queue: SqsQueue,
  delivery: Delivery,
  hiddenS: number,
  now: number,
): Fitting | undefined {
  const { frame, ttrMs } = delivery;
  const receipt = receiptOf(delivery);
  const leftMs = queue.info.fifo ? (frame.notBefore ?? 0) - queue.clock.now() : 0;
  const early = leftMs > 0;
  const seconds = Math.min(receipt.mostSeconds, Math.ceil((early ? leftMs : ttrMs) / 1000));
  const fits = seconds === hiddenS && now - receipt.receivedAt < ttrMs * LATE_PART;
  return fits && !early ? undefined : { delivery, seconds, early };
}
