import { SqsFaultServer, startSqs } from '@jq/brokers';
import { idsOf } from '@jq/contract/tasks';
import type { Adapter } from '@jq/core';
import { afterAll, onTestFinished, vi } from 'vitest';

import { parseDsn } from '../src/dsn.js';
import { sqs, type SqsOptions } from '../src/index.js';

export { idsOf, leasesOf, outcomes, task, tasks } from '@jq/contract/tasks';

// Machines may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const broker = await startSqs();
afterAll(() => broker.stop());

export type Connection = Required<Omit<Adapter, 'remove' | 'purge' | 'pause' | 'queues'>>;

/** A server of its own for one test, which finds no queues, and adapters on it. */
export class Stage {
  readonly server: SqsFaultServer;
  readonly #url: string;

  private constructor(server: SqsFaultServer) {
    this.server = server;
    this.#url = server.url;
  }

  static async make(): Promise<Stage> {
    const server = await SqsFaultServer.before(broker);
    onTestFinished(async () => {
      await server.stop();
      await deleteQueues();
    });
    return new Stage(server);
  }

  /**
   * An adapter that is closed with the test; one queue at SQS for each of ours, and short polls.
   */
  connect(options: SqsOptions = {}): Connection {
    const given = { ...parseDsn(this.#url), bands: [], pollMs: 1000, lingerMs: 0 };
    const adapter = sqs({ ...given, onWarning: () => undefined, ...options }) as Connection;
    onTestFinished(() => adapter.close());
    return adapter;
  }

  /** How often an action was called so far. */
  count(action: string): number {
    return this.server.counts.get(action) ?? 0;
  }

  /** Asks the server as another client does. */
  ask(action: string, input: object): Promise<Record<string, unknown>> {
    return askAt(`http://127.0.0.1:${this.server.port}`, action, input);
  }

  async urlOf(QueueName: string): Promise<string> {
    return String((await this.ask('GetQueueUrl', { QueueName }))['QueueUrl']);
  }
}

async function askAt(
  endpoint: string,
  action: string,
  input: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${action}`,
    },
    body: JSON.stringify(input),
  });
  return (await response.json()) as Record<string, unknown>;
}

async function deleteQueues(): Promise<void> {
  const endpoint = parseDsn(broker.url).endpoint ?? '';
  const { QueueUrls = [] } = await askAt(endpoint, 'ListQueues', {});
  for (const QueueUrl of QueueUrls as string[]) await askAt(endpoint, 'DeleteQueue', { QueueUrl });
}

/** Everything that is ready, in the end; completes it. */
export async function drain(adapter: Connection, count: number, queue = 'q'): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const got = await adapter.reserve([queue], { max: 10, waitMs: 1500 });
    if (got.length === 0) return ids;
    ids.push(...idsOf(got));
    await adapter.complete(got.map(({ lease }) => lease));
  }
  return ids;
}
