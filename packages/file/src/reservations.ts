import type { Reservation } from '@jq/core';

import type { Bodies } from './bodies.js';
import { systemCode } from './errors.js';
import { FileLease } from './file-lease.js';
import type { Item } from './items.js';
import type { Replica } from './journal/replica.js';
import type { Grant } from './state/outcome.js';

/** A granted task whose large body, if it has one, is not read yet. */
export interface Granted {
  readonly lease: FileLease;
  readonly grant: Grant;
  readonly item: Item;
}

/** Reads the items of granted tasks. `expiresAt` of each lease counts from `started`, on the monotonic clock. */
export function readGrants(replica: Replica, grants: readonly Grant[], started: number): Granted[] {
  const granted: Granted[] = [];
  const items = readItems(replica, grants);
  grants.forEach((grant, i) => {
    const item = items[i];
    if (item === undefined) return;
    const bodyFile = item.large ? Buffer.from(item.body).toString('latin1') : undefined;
    const lease = new FileLease(grant, item.id, started + grant.ttrMs, bodyFile);
    granted.push({ lease, grant, item });
  });
  return granted;
}

/** Undefined where the segment is gone: the lease lapsed long ago, and the task was settled elsewhere. */
function readItems(replica: Replica, grants: readonly Grant[]): (Item | undefined)[] {
  try {
    return replica.items.read(grants);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    if (grants.length === 1) return [undefined];
    return grants.flatMap((grant) => readItems(replica, [grant]));
  }
}

export function toReservation({ lease, grant, item }: Granted): Reservation {
  return { lease, body: item.body, attempts: grant.attempt, priority: grant.priority };
}

/** As `toReservation`, after fetching a large body; undefined when that is gone with its task. */
export async function fetchReservation(
  granted: Granted,
  bodies: Bodies,
): Promise<Reservation | undefined> {
  const name = granted.lease.bodyFile;
  if (name === undefined) return toReservation(granted);
  const body = await bodies.read(name);
  return body && { ...toReservation(granted), body };
}
