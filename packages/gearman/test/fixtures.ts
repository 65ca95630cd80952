import { type Broker, type FaultProxy, startFaultProxy, startGearmand } from '@jq/brokers';
import type { Adapter, Reservation } from '@jq/core';
import { onTestFinished } from 'vitest';

import { gearman, type GearmanOptions } from '../src/index.js';
import { AdminConnection } from '../src/wire/admin-connection.js';
import { Connection } from '../src/wire/connection.js';
import { assignedJob, PACKET, request, requestWithBody, textFields } from '../src/wire/packets.js';

export { idsOf, leasesOf, outcomes as codes, task, tasks } from '@jq/contract/tasks';

/** Every verb: `supports` promises those that are used here. */
export type Verbs = Required<Adapter>;

/** A server of its own for this test. */
export async function broker(options: Parameters<typeof startGearmand>[0] = {}): Promise<Broker> {
  const own = await startGearmand(options);
  onTestFinished(() => own.stop());
  return own;
}

export async function proxyTo(port: number): Promise<FaultProxy> {
  const proxy = await startFaultProxy(port);
  onTestFinished(() => proxy.stop());
  return proxy;
}

/** An adapter that is closed with the test. */
export function adapterFor(ports: number | readonly number[], options: GearmanOptions = {}): Verbs {
  const servers = [ports].flat().map((port) => `127.0.0.1:${port}`);
  const adapter = gearman(servers.join(','), options) as Verbs;
  onTestFinished(() => adapter.close());
  return adapter;
}

const reach = (port: number) => ({
  server: 'gearmand',
  address: { host: '127.0.0.1', port },
  connectMs: 5000,
  answerMs: 10_000,
});

/** A plain connection, for what other programs do. */
export async function plain(port: number, role: 'producer' | 'worker'): Promise<Connection> {
  const connection = await Connection.open(reach(port), role);
  onTestFinished(() => connection.destroy());
  return connection;
}

/** How many jobs of a function a server has, in all and running. */
export async function countsOf(port: number, name: string): Promise<[number, number]> {
  const admin = await AdminConnection.open(reach(port));
  const found = (await admin.status()).find((each) => each.name === name);
  admin.destroy();
  return [found?.total ?? 0, found?.running ?? 0];
}

/** Puts a body as other producers do; answers the job's handle. */
export async function putPlain(
  producer: Connection,
  place: string,
  unique: string,
  body: string,
): Promise<string> {
  const head = requestWithBody(PACKET.SUBMIT_JOB_BG, [place, unique], '', body.length);
  return (
    textFields(await producer.call(Buffer.concat([head, Buffer.from(body, 'latin1')])), 1)[0] ?? ''
  );
}

/** Takes a job as other workers do. */
export async function grabPlain(worker: Connection, place: string) {
  worker.tell(request(PACKET.CAN_DO, place));
  const packet = await worker.call(request(PACKET.GRAB_JOB_UNIQ));
  return packet.type === PACKET.JOB_ASSIGN_UNIQ ? assignedJob(packet) : undefined;
}

/** Takes as many tasks as must come. */
export async function takeAll(
  adapter: Verbs,
  count: number,
  queue = 'jobs',
): Promise<Reservation[]> {
  const taken: Reservation[] = [];
  while (taken.length < count)
    taken.push(...(await adapter.reserve([queue], { max: count - taken.length, waitMs: 10_000 })));
  return taken;
}

/** Waits for something to become true. */
export async function until(what: string, test: () => Promise<boolean>): Promise<void> {
  const limit = performance.now() + 20_000;
  while (!(await test())) {
    if (performance.now() > limit) throw new Error(`still not so after 20 s: ${what}`);
    await pause(20);
  }
}

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));
