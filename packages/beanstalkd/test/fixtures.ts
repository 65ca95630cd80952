import { type Broker, type FaultProxy, startBeanstalkd, startFaultProxy } from '@jq/brokers';
import type { Reservation } from '@jq/core';
import { onTestFinished } from 'vitest';

import { beanstalkd, type BeanstalkdAdapter, type BeanstalkdOptions } from '../src/index.js';
import { Connection } from '../src/wire/connection.js';

export { idsOf, leasesOf, outcomes as codes, task, tasks } from '@jq/contract/tasks';

/** A server of its own for this test. */
export async function broker(options: Parameters<typeof startBeanstalkd>[0] = {}): Promise<Broker> {
  const own = await startBeanstalkd(options);
  onTestFinished(() => own.stop());
  return own;
}

export async function proxyTo(port: number): Promise<FaultProxy> {
  const proxy = await startFaultProxy(port);
  onTestFinished(() => proxy.stop());
  return proxy;
}

/** An adapter that is closed with the test. Warns nobody. */
export function adapterFor(
  ports: number | readonly number[],
  options: BeanstalkdOptions = {},
): BeanstalkdAdapter {
  const servers = [ports].flat().map((port) => `127.0.0.1:${port}`);
  const adapter = beanstalkd(servers.join(','), { onWarning: () => undefined, ...options });
  onTestFinished(() => adapter.close());
  return adapter;
}

/** A plain connection, for what other programs do. */
export async function plain(port: number, answerMs = 10_000): Promise<Connection> {
  const connection = await Connection.open({
    server: 'beanstalkd',
    address: { host: '127.0.0.1', port },
    connectMs: 5000,
    answerMs,
  });
  onTestFinished(() => connection.destroy());
  return connection;
}

/** Puts a body as other producers do; answers the job's id. */
export async function putPlain(
  connection: Connection,
  queue: string,
  body: string | Buffer,
  ttrSeconds = 60,
): Promise<string> {
  connection.use(queue);
  const bytes = Buffer.from(body);
  const text = `put 1024 0 ${ttrSeconds} ${bytes.length}\r\n${bytes.toString('latin1')}`;
  const { line } = await connection.call(text);
  return line.replace('INSERTED ', '');
}

/** What the server tells about a job, as text. */
export async function statsOf(connection: Connection, jobId: string): Promise<string> {
  const { line, body } = await connection.call(`stats-job ${jobId}`);
  return body?.toString() ?? line;
}

/** Takes as many tasks as must come. */
export async function takeAll(
  adapter: BeanstalkdAdapter,
  count: number,
  queue = 'jobs',
): Promise<Reservation[]> {
  const taken: Reservation[] = [];
  while (taken.length < count)
    taken.push(...(await adapter.reserve([queue], { max: count - taken.length, waitMs: 10_000 })));
  return taken;
}

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));
