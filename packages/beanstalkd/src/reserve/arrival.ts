import { foreignId, type Header, readHeader } from '../header.js';
import type { Delivery } from '../leases/delivery.js';
import { brokerTtr, leaseOf } from '../seconds.js';
import type { JobStats } from '../wire/job-stats.js';
import type { Carrier } from './carrier.js';

/** A job that was reserved, on its way to become a reservation. */
export class Arrival {
  readonly jobId: string;
  readonly stored: Buffer;
  /** Undefined when another producer put it. */
  readonly header: Header | undefined;
  stats: JobStats | undefined = undefined;
  /** On `performance.now`: when the server was asked for `stats`, at the earliest. */
  askedAt = 0;
  guessChecked = false;
  /** The server knows it no more. */
  gone = false;

  constructor(jobId: string, stored: Buffer) {
    this.jobId = jobId;
    this.stored = stored;
    this.header = readHeader(stored);
  }

  describe(stats: JobStats, askedAt: number): void {
    this.stats = stats;
    this.askedAt = askedAt;
  }
}

/** Makes the lease. `sentAt` is when the reserve left. */
export function deliver(
  carrier: Carrier,
  { jobId, header, stats, askedAt }: Arrival,
  reserve: { readonly queue: string; readonly sentAt: number; readonly counting: boolean },
): Delivery {
  const ttrMs = header?.ttrMs ?? leaseOf(stats?.ttrSeconds ?? 1);
  const brokerTtrMs = 1000 * (stats?.ttrSeconds ?? brokerTtr(ttrMs));
  // Both are surely before the end at the server; which is closer depends on how long the wait was.
  const told = stats === undefined ? -Infinity : askedAt + stats.secondsLeft * 1000;
  const expiresAt = Math.max(reserve.sentAt + ttrMs, Math.min(told, askedAt + ttrMs));
  const lease = {
    queue: stats?.queue ?? reserve.queue,
    taskId: header?.taskId ?? foreignId(jobId),
    token: undefined as unknown,
    ttrMs,
    expiresAt,
  };
  const delivery: Delivery = {
    carrier,
    jobId,
    lease,
    attempts: reserve.counting ? stats?.reserves : undefined,
    priority: stats?.priority,
    brokerTtrMs,
    endsBy: performance.now() + brokerTtrMs,
    lapsed: false,
  };
  lease.token = delivery;
  return delivery;
}
