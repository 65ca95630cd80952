import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process that measures. It answers each order with one message. */
export class Child {
  #process;
  #order;
  #answers = [];
  #wanted;
  #exit;

  constructor(module, order) {
    const path = fileURLToPath(new URL(module, import.meta.url));
    this.#order = order;
    this.#process = fork(path, [JSON.stringify(order)], { execArgv: ['--expose-gc'] });
    this.#process.on('message', (message) => {
      this.#answers.push(message);
      this.#wanted?.();
    });
    this.#exit = once(this.#process, 'exit').then(([code, signal]) => {
      this.#wanted?.();
      return signal ?? code;
    });
  }

  send(message) {
    this.#process.send(message);
  }

  /** The next message. @throws Error if the process ends without one */
  async answer() {
    if (this.#answers.length === 0)
      await Promise.race([this.#exit, new Promise((resolve) => (this.#wanted = resolve))]);
    if (this.#answers.length > 0) return this.#answers.shift();
    throw await this.#failure();
  }

  /** Resolves when it is gone. @throws Error if it failed */
  async over() {
    if ((await this.#exit) !== 0) throw await this.#failure();
  }

  kill() {
    this.#process.kill('SIGKILL');
    return this.#exit;
  }

  async #failure() {
    const { name, contender } = this.#order;
    return new Error(`${name} of ${contender} ended with ${await this.#exit}`);
  }
}
