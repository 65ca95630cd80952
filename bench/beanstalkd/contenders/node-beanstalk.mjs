import { Client } from 'node-beanstalk';

import { inFlight, times } from '../../harness/in-flight.mjs';
import { QUEUE } from '../../harness/tasks.mjs';
import { TTR_S } from '../tasks.mjs';

const bytes = { serialize: (body) => body, deserialize: (body) => body };

/**
 * node-beanstalk, with bodies as bytes: one command at a time per connection, so perhaps several
 * connections.
 */
export class NodeBeanstalkContender {
  #address;
  #connections;
  #clients = [];

  constructor({ connections }) {
    this.#connections = connections;
  }

  async open(address) {
    this.#address = address;
    await this.#grow(1);
  }

  async close() {
    await Promise.all(this.#clients.map((client) => client.disconnect(true)));
  }

  async putAll(tasks, width) {
    await this.#grow(width);
    await inFlight(tasks, width, (task, lane) => this.#put(lane, task));
  }

  async takeAll(count, width) {
    await this.#grow(width);
    await inFlight(times(count), width, async (_, lane) => {
      const client = this.#client(lane);
      const { id } = await client.reserveWithTimeout(0);
      await client.delete(id);
    });
  }

  async put(task) {
    await this.#put(0, task);
  }

  async next(handle) {
    const [client] = this.#clients;
    const { id, payload } = await client.reserveWithTimeout(10);
    handle(payload);
    await client.delete(id);
  }

  #put(lane, { body, priority }) {
    return this.#client(lane).put(body, TTR_S, priority, 0);
  }

  #client(lane) {
    return this.#clients[lane % this.#clients.length];
  }

  async #grow(width) {
    while (this.#clients.length < Math.min(width, this.#connections)) {
      const client = new Client({ ...this.#address, serializer: bytes });
      await client.connect();
      await client.use(QUEUE);
      await client.watch(QUEUE);
      this.#clients.push(client);
    }
  }
}
