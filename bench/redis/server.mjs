import { Redis } from 'ioredis';

/** Looks into a contender's server, over a connection of its own. */
export class ServerView {
  #client;

  constructor({ url }) {
    this.#client = new Redis(url);
  }

  /** User and system time of the server so far, in microseconds. */
  async cpu() {
    const fields = await this.#info('cpu');
    return (fields.get('used_cpu_user') + fields.get('used_cpu_sys')) * 1e6;
  }

  /** Bytes that its data and its clients take. */
  async memory() {
    return (await this.#info('memory')).get('used_memory');
  }

  close() {
    this.#client.disconnect();
  }

  async #info(section) {
    const lines = (await this.#client.info(section)).split('\r\n').map((line) => line.split(':'));
    return new Map(lines.map(([name, value]) => [name, Number(value)]));
  }
}
