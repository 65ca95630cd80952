import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

import { sqsUrl } from '../start-sqs.js';
import { asDocumented, type Limits } from './documented.js';
import { type Answer, type Call, type Fault, type Fields, messagesOf } from './exchange.js';
import { Receipts } from './receipts.js';

const HOST = '127.0.0.1';

/**
 * Stands before fauxqs: strict where SQS is, counts requests, and has the faults that a test
 * orders.
 */
export class SqsFaultServer {
  /** How often each action was called, by its name. */
  readonly counts: Map<string, number> = new Map();
  readonly receipts: Receipts = new Receipts();
  readonly limits: Limits = { inFlight: Infinity, retentionMs: undefined };
  /** How far its wall clock is ahead of this machine's, as the dates of its answers tell it. */
  aheadMs = 0;
  readonly #behind: number;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #once: { readonly action: string; readonly fault: Fault }[] = [];
  readonly #always = new Map<string, Fault>();
  #server: Server | undefined;
  #port = 0;

  private constructor(behind: number) {
    this.#behind = behind;
  }

  /** Before a server that was started or provided. */
  static async before({ url }: { readonly url: string }): Promise<SqsFaultServer> {
    const endpoint = new URL(new URL(url).searchParams.get('endpoint') ?? 'none:');
    const server = new SqsFaultServer(Number(endpoint.port));
    await server.#listen();
    return server;
  }

  get port(): number {
    return this.#port;
  }

  /** For the adapter. */
  get url(): string {
    return sqsUrl(this.#port);
  }

  /** Requests so far, of all actions. */
  get requests(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The next call of this action has this fault; several are had one after the other. */
  next(action: string, ...faults: readonly Fault[]): void {
    for (const fault of faults) this.#once.push({ action, fault });
  }

  /** Every call of this action has this fault, until it is undefined. */
  always(action: string, fault: Fault | undefined): void {
    if (fault === undefined) this.#always.delete(action);
    else this.#always.set(action, fault);
  }

  /** Ends every connection and refuses new ones; messages stay. */
  async down(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  /** Down and up again, on the same port. */
  async restart(): Promise<void> {
    await this.down();
    await this.#listen();
  }

  async stop(): Promise<void> {
    await this.down();
    this.#agent.destroy();
  }

  async #listen(): Promise<void> {
    const server = createServer((incoming, response) => {
      this.#serve(incoming, response).catch(() => response.destroy());
    });
    server.listen(this.#port, HOST);
    await once(server, 'listening');
    server.unref();
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const action = String(incoming.headers['x-amz-target'] ?? '').replace('AmazonSQS.', '');
    const input = JSON.parse((await textOf(incoming)) || '{}') as Fields;
    this.counts.set(action, (this.counts.get(action) ?? 0) + 1);
    const forward = (call: Call): Promise<Answer> =>
      asDocumented(call, (one) => this.#ask(one), this.receipts, this.limits);
    const fault = this.#faultFor(action);
    const call = { action, input };
    const answer = fault === undefined ? await forward(call) : await fault(call, forward);
    if (answer === undefined) return void response.destroy();
    if (response.destroyed) return this.#giveBack(call, answer);
    const date = new Date(Date.now() + this.aheadMs).toUTCString();
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0', date });
    response.end(answer.text ?? JSON.stringify(answer.output));
  }

  /** fauxqs does not notice that whoever polled is gone. */
  async #giveBack({ input }: Call, answer: Answer): Promise<void> {
    const Entries = messagesOf(answer).map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    if (Entries.length === 0) return;
    const action = 'ChangeMessageVisibilityBatch';
    await this.#ask({ action, input: { QueueUrl: input['QueueUrl'], Entries } });
  }

  #faultFor(action: string): Fault | undefined {
    const index = this.#once.findIndex((each) => each.action === action);
    return index < 0 ? this.#always.get(action) : this.#once.splice(index, 1)[0]?.fault;
  }

  async #ask({ action, input }: Call): Promise<Answer> {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${action}`,
      host: `${HOST}:${this.#behind}`,
    };
    const options = { host: HOST, port: this.#behind, method: 'POST', headers, agent: this.#agent };
    const asking = request(options);
    asking.end(JSON.stringify(input));
    const [incoming] = (await once(asking, 'response')) as [IncomingMessage];
    const output = JSON.parse((await textOf(incoming)) || '{}') as Fields;
    return { status: incoming.statusCode ?? 500, output };
  }
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
