import { type BrokerNames, type QueueStats, untilAborted } from '@jq/core/adapter';
import type { Servers } from '@jq/core/tcp';

import type { FunctionStatus } from './broker/admin-reader.js';
import { PROBE_PLACES } from './broker/probe.js';
import type { Server } from './broker/server.js';

/** What every server says of its functions: counts without one of them would be wrong. */
export async function statusOfAll(
  servers: Servers<Server>,
  until: number,
  signal: AbortSignal | undefined,
): Promise<readonly FunctionStatus[]> {
  const asking = servers.all.map(async ({ admin }) => (await admin.ready(until)).status());
  return (await untilAborted(Promise.all(asking), signal)).flat();
}

export async function statsOf(
  asking: Promise<readonly FunctionStatus[]>,
  queue: string,
): Promise<QueueStats> {
  let [total, running] = [0, 0];
  for (const each of await asking)
    if (each.name === queue) {
      total += each.total;
      running += each.running;
    }
  const ready = Math.max(0, total - running);
  return { ready, delayed: 0, reserved: running, held: 0, paused: false };
}

export async function queueNames(
  asking: Promise<readonly FunctionStatus[]>,
  names: BrokerNames,
): Promise<readonly string[]> {
  const known = (await asking).flatMap(({ name }) => names.toQueue(name) ?? []);
  return [...new Set(known)].filter((name) => !name.startsWith(PROBE_PLACES));
}
