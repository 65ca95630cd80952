import type { Adapter } from '@jq/core/adapter';
import {
  adapterOver,
  emulating,
  leasesByClock,
  parking,
  resending,
  type Transport,
} from '@jq/core/emulations';
import type { ServerAddress } from '@jq/core/tcp';

import { Server } from './broker/server.js';
import { type Counting, delays } from './delays.js';
import type { Settings } from './options.js';
import type { BaseSupports, GearmanCapabilities } from './supports.js';
import { GearmanTransport } from './transport.js';

const ATTEMPTS =
  'Counted in the task when it is retried, held or lapses, and by the server when its worker dies: that count ends with the server, and of many jobs is asked for by lot.';

/**
 * Tasks on one gearmand or several. Connects at first use.
 */
export function adapterOn(
  addresses: readonly ServerAddress[],
  settings: Settings,
): Adapter<GearmanCapabilities> {
  const closing = new AbortController();
  const servers = addresses.map((each) => new Server(each, settings, closing.signal));
  return adapterOver(emulated(new GearmanTransport(servers, settings, closing), settings));
}

/** With what gearmand lacks: delays that hide nothing, retries, leases that end, holding. */
export function emulated(
  transport: Counting<BaseSupports>,
  { pollMs }: { readonly pollMs: number },
): Transport<GearmanCapabilities> {
  const counted = resending(delays(transport, { pollMs }));
  return parking(
    leasesByClock({ ...counted, supports: emulating(counted.supports, { ATTEMPTS }) }),
  );
}
