import type { Reservation } from '@jq/core/adapter';

import type { Bodies } from './bodies.js';
import type { FileLease } from './file-lease.js';
import type { Replica } from './journal/replica.js';

/**
 * A task given to this process; where its lease has a `bodyFile`, `body` is still to be fetched.
 */
export interface Granted extends Reservation {
  readonly lease: FileLease;
}

/**
 * Reads the items of granted tasks. `expiresAt` of each lease counts from `started`, on the
 * monotonic clock.
 */
export function readGranted(
  replica: Replica,
  leases: readonly FileLease[],
  started: number,
): readonly Granted[] {
  const granted: Granted[] = [];
  const items = replica.items.find(leases);
  for (let i = 0; i < leases.length; i++) {
    const lease = leases[i] as FileLease;
    const item = items[i];
    // Its segment is gone: the lease lapsed long ago, and the task was settled elsewhere.
    if (item === undefined) continue;
    lease.taskId = item.id;
    lease.bodyFile = item.bodyFile;
    lease.expiresAt = started + lease.ttrMs;
    granted.push({ lease, body: item.body, attempts: lease.attempt, priority: lease.priority });
  }
  return granted;
}

/** The reservation with its large body; undefined when that is gone, because the task is. */
export async function fetchBody(
  granted: Granted,
  bodies: Bodies,
): Promise<Reservation | undefined> {
  const name = granted.lease.bodyFile;
  if (name === undefined) return granted;
  const body = await bodies.read(name);
  return body && { ...granted, body };
}
