import { type Broker, startBeanstalkd } from '@jq/brokers';
import { forThisTest, type Subject } from '@jq/server-tests';
import { onTestFinished } from 'vitest';

import { Connection } from '../src/broker/connection.js';
import { beanstalkd, type BeanstalkdAdapter, type BeanstalkdOptions } from '../src/index.js';

export { idsOf, leasesOf, outcomes as codes, task, tasks } from '@jq/contract/tasks';
export { pause, takeAll } from '@jq/server-tests';

/** A server of its own for this test. */
export function broker(options: Parameters<typeof startBeanstalkd>[0] = {}): Promise<Broker> {
  return forThisTest(startBeanstalkd(options));
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

/** For tests that other adapters have too. */
export const subject: Subject = { broker: () => broker(), adapterFor };

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
