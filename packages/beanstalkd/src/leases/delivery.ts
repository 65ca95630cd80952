import type { Lease } from '@jq/core/adapter';

import type { Carrier } from '../reserve/carrier.js';

/**
 * One delivery of a job, and the proof in its lease. It names the connection that holds the job:
 * ids of jobs are used again after a restart of the server, so nothing is ever settled over another
 * connection.
 */
export interface Delivery {
  readonly carrier: Carrier;
  readonly jobId: string;
  readonly lease: Lease;
  /** Undefined when the server was not asked. */
  readonly attempts: number | undefined;
  readonly priority: number | undefined;
  /** The ttr at the server. */
  readonly brokerTtrMs: number;
  /** On `performance.now`: by then the server has given the job to others, or should have. */
  endsBy: number;
  /** `endsBy` has passed without a settlement. */
  lapsed: boolean;
}

/** The delivery of a lease that this package made. */
export function deliveryOf({ token }: Lease): Delivery {
  return token as Delivery;
}
