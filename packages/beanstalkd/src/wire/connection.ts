import { connect, type Socket } from 'node:net';

import { JobQueueError } from '@jq/core';

import { ambiguous, broken, noAnswer, unreachable } from '../errors.js';
import { Outbox } from './outbox.js';
import { NOBODY, PendingLine, type ReplyTarget } from './pending.js';
import { ReplyParser } from './reply-parser.js';

/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A reply whose body, if there is one, is whole. */
export interface Reply {
  readonly line: string;
  readonly body: Buffer | undefined;
}

const KEEP_ALIVE_MS = 10_000;

/**
 * One pipelined connection: commands go out in the order they are given, replies come back in the same.
 * It never reconnects: what belongs to a connection, such as leases and the ids it was told, ends with it.
 */
export class Connection {
  readonly address: string;
  readonly #socket: Socket;
  readonly #outbox: Outbox;
  readonly #pending: PendingLine = new PendingLine();
  readonly #answerMs: number;
  readonly #closeListeners: (() => void)[] = [];
  #failure: JobQueueError | undefined;
  #ending = false;
  #used = 'default';
  /** When the reply that is due next began to be due. */
  #dueSince = 0;
  #watchdog: NodeJS.Timeout | undefined;

  private constructor(socket: Socket, address: Address, answerMs: number) {
    this.#socket = socket;
    this.#outbox = new Outbox(socket);
    this.#answerMs = answerMs;
    this.address = `${address.host}:${address.port}`;
    const parser = new ReplyParser((line, body) => this.#onReply(line, body));
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('data', (bytes) => this.#onData(parser, bytes));
    socket.on('error', (error) => this.#die(broken(this.address, error)));
    // After its last reply nothing more comes: what is sent now would be sent in vain.
    socket.on('end', () => this.#die(broken(this.address)));
    socket.on('close', () => this.#onClose());
  }

  /** @throws JobQueueError `unavailable` */
  static open(address: Address, connectMs: number, answerMs: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ ...address, noDelay: true });
      const fail = (error?: Error): void => {
        clearTimeout(limit);
        socket.destroy();
        reject(unreachable(address, connectMs, error));
      };
      const limit = setTimeout(fail, connectMs);
      socket.once('error', fail);
      socket.once('connect', () => {
        clearTimeout(limit);
        socket.off('error', fail);
        resolve(new Connection(socket, address, answerMs));
      });
    });
  }

  /** Commands may be sent. */
  get alive(): boolean {
    return !this.#ending && this.#failure === undefined;
  }

  /** Commands without a reply. */
  get busy(): number {
    return this.#pending.size;
  }

  /** Why commands can't be sent. */
  get failure(): JobQueueError {
    return this.#failure ?? broken(this.address);
  }

  /** Called once, when the connection is gone and all commands are answered or have failed. */
  onClosed(listener: () => void): void {
    this.#closeListeners.push(listener);
  }

  /**
   * Sends one command with its CRLF. The reply may take `extraMs` more than usual, for commands that
   * wait at the server.
   */
  send(target: ReplyTarget, index: number, command: string, extraMs: number = 0): void {
    this.#expect(target, index, extraMs);
    this.#outbox.add(command);
  }

  /** Sends a command that has a body. A large one is not copied, and must not change until it is answered. */
  sendPieces(
    target: ReplyTarget,
    index: number,
    head: string,
    body: Uint8Array,
    end: string,
  ): void {
    this.#expect(target, index, 0);
    this.#outbox.add(head, body, end);
  }

  /** The commands that follow are about this queue, where they name none. */
  use(queue: string): void {
    if (queue === this.#used) return;
    this.#used = queue;
    this.send(NOBODY, 0, `use ${queue}\r\n`);
  }

  /** Sends one command, given without its CRLF. @throws JobQueueError `unavailable`, `ambiguous` */
  call(command: string, extraMs: number = 0): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const reply = (_index: number, line: string, body: Buffer | undefined): void =>
        resolve({ line, body });
      const fail = (_index: number, error: JobQueueError): void => reject(error);
      if (this.alive) this.send({ reply, fail }, 0, `${command}\r\n`, extraMs);
      else reject(this.failure);
    });
  }

  /** Sends what is waiting now instead of at the end of the tick. */
  flush(): void {
    this.#outbox.flush();
  }

  /**
   * Sends no more. The server answers what it has, gives back what this connection holds and closes;
   * resolves when it has, at the latest after `limitMs`.
   */
  end(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) return resolve();
      const limit = setTimeout(() => this.#socket.destroy(), limitMs);
      this.onClosed(() => {
        clearTimeout(limit);
        resolve();
      });
      if (!this.#ending) {
        this.#ending = true;
        this.#outbox.flush();
        this.#socket.end();
      }
    });
  }

  /** Stays open without keeping the process alive. */
  unref(): void {
    this.#socket.unref();
  }

  /** Drops the connection; commands without a reply fail. */
  destroy(reason?: JobQueueError): void {
    this.#die(reason ?? broken(this.address));
  }

  #expect(target: ReplyTarget, index: number, extraMs: number): void {
    if (this.#pending.size === 0) this.#dueSince = performance.now();
    this.#pending.add({ target, index, limitMs: this.#answerMs + extraMs });
    this.#watchdog ??= setTimeout(this.#watch, this.#answerMs + extraMs).unref();
  }

  #onData(parser: ReplyParser, bytes: Buffer): void {
    this.#dueSince = performance.now();
    try {
      parser.read(bytes);
    } catch (error) {
      this.#die(JobQueueError.from(error, `reading from ${this.address}`));
    }
    // What replies led to leaves now, not after everything else of this tick.
    this.#outbox.flush();
  }

  #onReply(line: string, body: Buffer | undefined): void {
    const pending = this.#pending.shift();
    if (pending !== undefined) pending.target.reply(pending.index, line, body);
    else this.#die(broken(this.address, new Error(`a reply to nothing: ${line.slice(0, 80)}`)));
  }

  /** A reply that was due long ago means that nobody is there any more. */
  readonly #watch = (): void => {
    this.#watchdog = undefined;
    const { first } = this.#pending;
    if (first === undefined) return;
    const left = this.#dueSince + first.limitMs - performance.now();
    if (left > 0) {
      this.#watchdog = setTimeout(this.#watch, Math.ceil(left)).unref();
      return;
    }
    // This process may have been the slow one: what has arrived is read before the next immediate.
    const since = this.#dueSince;
    setImmediate(() => {
      if (this.#dueSince === since) this.#die(noAnswer(this.address, first.limitMs));
      else this.#watchdog ??= setTimeout(this.#watch, first.limitMs).unref();
    });
  };

  #die(error: JobQueueError): void {
    this.#failure ??= error;
    this.#socket.destroy();
  }

  #onClose(): void {
    clearTimeout(this.#watchdog);
    this.#failure ??= broken(this.address);
    const sent = this.#pending.size - this.#outbox.unsent;
    const failure = this.#failure;
    const inDoubt = sent > 0 ? ambiguous(this.address, failure) : failure;
    for (let n = 0, next = this.#pending.shift(); next !== undefined; n += 1) {
      next.target.fail(next.index, n < sent ? inDoubt : failure);
      next = this.#pending.shift();
    }
    for (const listener of this.#closeListeners) listener();
  }
}
