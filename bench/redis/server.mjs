/** Looks into a contender's server, over a connection of its own. */
export class ServerView {
  #client;

  constructor(client) {
    this.#client = client;
  }

  /** Loads its client only here: the table of scenarios is read before rivals are installed. */
  static async open({ url }) {
    const { Redis } = await import('ioredis');
    return new ServerView(new Redis(url));
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
