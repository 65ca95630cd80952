import { type Broker, startGearmand } from '@jq/brokers';
import { forThisTest, pause, type Subject, type Verbs } from '@jq/server-tests';
import { onTestFinished } from 'vitest';

import { AdminConnection } from '../src/broker/admin-connection.js';
import { Connection } from '../src/broker/connection.js';
import {
  assignedJob,
  PACKET,
  request,
  requestWithBody,
  textFields,
} from '../src/broker/packets.js';
import { gearman, type GearmanOptions } from '../src/index.js';

export { idsOf, leasesOf, outcomes as codes, task, tasks } from '@jq/contract/tasks';
export { pause, proxyTo, takeAll, type Verbs } from '@jq/server-tests';

/** A server of its own for this test. */
export function broker(options: Parameters<typeof startGearmand>[0] = {}): Promise<Broker> {
  return forThisTest(startGearmand(options));
}

/** An adapter that is closed with the test. */
export function adapterFor(ports: number | readonly number[], options: GearmanOptions = {}): Verbs {
  const servers = [ports].flat().map((port) => `127.0.0.1:${port}`);
  const adapter = gearman(servers.join(','), options) as Verbs;
  onTestFinished(() => adapter.close());
  return adapter;
}

/** For tests that other adapters have too. */
export const subject: Subject = { broker: () => broker(), adapterFor };

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

/** The number of connections that take jobs of a function, of the one that has most of them. */
export async function mostWorkers(port: number): Promise<number> {
  const admin = await AdminConnection.open(reach(port));
  const lines = await admin.call(Buffer.from('status\r\n'));
  admin.destroy();
  return Math.max(0, ...lines.map((line) => Number(line.split('\t')[3] ?? 0)));
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

/** Waits for something to become true. */
export async function until(what: string, test: () => Promise<boolean>): Promise<void> {
  const limit = performance.now() + 20_000;
  while (!(await test())) {
    if (performance.now() > limit) throw new Error(`still not so after 20 s: ${what}`);
    await pause(20);
  }
}
