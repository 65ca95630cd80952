import { setTimeout as sleep } from 'node:timers/promises';

import { ask } from '../server/ask.js';
import type { Broker } from '../server/broker.js';
import { startRedis } from './start-redis.js';

/** Three masters without replicas that share the 16384 slots evenly. */
export interface RedisCluster {
  readonly nodes: readonly Broker[];
  /** Ends all nodes and deletes their data. */
  stop(): Promise<void>;
}

const MASTERS = 3;
const SLOTS = 16_384;
const LIMIT_MS = 20_000;
const POLL_MS = 20;
const CONFIG = { 'cluster-enabled': 'yes', 'cluster-node-timeout': '2000' };

/** Starts the nodes, joins them and waits until each of them sees all slots served. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const started = await Promise.allSettled(
    Array.from({ length: MASTERS }, () => startRedis({ config: CONFIG })),
  );
  const nodes = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    for (const one of started) if (one.status === 'rejected') throw one.reason;
    await join(nodes.map(({ port }) => port));
    return { nodes, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function join(ports: readonly number[]): Promise<void> {
  for (const [i, port] of ports.entries()) {
    const from = Math.floor((i * SLOTS) / ports.length);
    const to = Math.floor(((i + 1) * SLOTS) / ports.length);
    const slots = Array.from({ length: to - from }, (_, slot) => from + slot);
    await order(port, `CLUSTER SET-CONFIG-EPOCH ${i + 1}`);
    await order(port, `CLUSTER ADDSLOTS ${slots.join(' ')}`);
  }
  const [first, ...others] = ports;
  for (const port of others) await order(port, `CLUSTER MEET 127.0.0.1 ${first}`);
  const limit = performance.now() + LIMIT_MS;
  for (const port of ports)
    while (!(await complete(port, ports.length))) {
      if (performance.now() > limit)
        throw new Error(`the cluster of ${ports.join(', ')} did not form within ${LIMIT_MS} ms`);
      await sleep(POLL_MS);
    }
}

async function order(port: number, command: string): Promise<void> {
  const reply = await ask(port, command, /\r\n$/);
  if (reply !== '+OK\r\n')
    throw new Error(`redis on port ${port}: ${command.slice(0, 40)}: ${reply ?? 'no answer'}`);
}

async function complete(port: number, nodes: number): Promise<boolean> {
  const info = (await ask(port, 'CLUSTER INFO', /cluster_stats_messages_received:\d+\r\n/)) ?? '';
  return (
    info.includes('cluster_state:ok') &&
    info.includes(`cluster_slots_ok:${SLOTS}`) &&
    info.includes(`cluster_known_nodes:${nodes}`)
  );
}
