import type { Reservation } from '@jq/core';

import type { Bodies } from './bodies.js';
import { FileLease } from './file-lease.js';
import type { Replica } from './journal/replica.js';
import type { Grant } from './state/outcome.js';

/** A task given to this process; where its lease has a `bodyFile`, `body` is still to be fetched. */
export interface Granted extends Reservation {
  readonly lease: FileLease;
}

/** Reads the items of granted tasks. `expiresAt` of each lease counts from `started`, on the monotonic clock. */
export function readGrants(
  replica: Replica,
  grants: readonly Grant[],
  started: number,
): readonly Granted[] {
  const granted: Granted[] = [];
  const items = replica.items.find(grants);
  for (let i = 0; i < grants.length; i++) {
    const grant = grants[i] as Grant;
    const item = items[i];
    // Its segment is gone: the lease lapsed long ago, and the task was settled elsewhere.
    if (item === undefined) continue;
    granted.push({
      lease: new FileLease(grant, item.id, started + grant.ttrMs, item.bodyFile),
      body: item.body,
      attempts: grant.attempt,
      priority: grant.priority,
    });
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
