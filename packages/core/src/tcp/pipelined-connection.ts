import { connect, type Socket } from 'node:net';

import { ambiguous } from '../adapter/refusals.js';
import { JobQueueError } from '../errors.js';
import { timers } from '../time/timers.js';
import { type ServerAddress, nameOf } from './address.js';
import { broken, noAnswer, unreachable } from './link-errors.js';
import { Outbox } from './outbox.js';
import { PendingLine, type ReplyTarget } from './pending-line.js';

/** Cuts a stream of bytes into replies. */
export interface ReplyReader {
  /** @throws JobQueueError `unexpected`; nothing may be read after it */
  read(bytes: Buffer): void;
}

/** How to reach a server. */
export interface Reach {
  /** Its kind, such as `gearmand`; in messages. */
  readonly server: string;
  readonly address: ServerAddress;
  /** For the attempt to connect. */
  readonly connectMs: number;
  /** For one reply. */
  readonly answerMs: number;
}

const KEEP_ALIVE_MS = 10_000;

/** A socket to a server. @throws JobQueueError `unavailable` */
export function openSocket({ server, address, connectMs }: Reach): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      address.path === undefined ? { ...address, noDelay: true } : { path: address.path },
    );
    const fail = (error?: Error): void => {
      timers.clearTimeout(limit);
      socket.destroy();
      reject(unreachable(server, address, connectMs, error));
    };
    const limit = timers.setTimeout(fail, connectMs);
    socket.once('error', fail);
    socket.once('connect', () => {
      timers.clearTimeout(limit);
      socket.off('error', fail);
      resolve(socket);
    });
  });
}

/**
 * One pipelined connection: requests go out in the order they are given, replies come back in the
 * same. It never reconnects: what belongs to a connection, such as leases and the names it was
 * told, ends with it.
 */
export abstract class PipelinedConnection<R> {
  /** For messages: the server's kind and where it is. */
  readonly server: string;
  readonly #socket: Socket;
  readonly #outbox: Outbox;
  readonly #pending: PendingLine<R> = new PendingLine();
  readonly #answerMs: number;
  readonly #closeListeners: (() => void)[] = [];
  #failure: JobQueueError | undefined;
  #ending = false;
  /** Requests, in the order in which they were made, up to which all have left. */
  #asked = 0;
  #answered = 0;
  #left = 0;
  /** When the reply that is due next began to be due. */
  #dueSince = 0;
  #watchdog: NodeJS.Timeout | undefined;

  /**
   * Reads what comes with what `readerOf` makes for the sink. Of the requests of one tick, every
   * `flushAt` leave without waiting for the others. Default: all together.
   */
  constructor(
    socket: Socket,
    reach: Reach,
    readerOf: (sink: (reply: R) => void) => ReplyReader,
    flushAt: number = Infinity,
  ) {
    this.#socket = socket;
    this.#answerMs = reach.answerMs;
    this.server = `${reach.server} at ${nameOf(reach.address)}`;
    this.#outbox = new Outbox(socket, flushAt, () => (this.#left = this.#asked));
    const reader = readerOf((reply) => this.received(reply));
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('data', (bytes) => this.#onData(reader, bytes));
    socket.on('error', (error) => this.destroy(broken(this.server, error)));
    // After its last reply nothing more comes: what is sent now would be sent in vain.
    socket.on('end', () => this.destroy());
    socket.on('close', () => this.#onClose());
  }

  /** Requests may be sent. */
  get alive(): boolean {
    return !this.#ending && this.#failure === undefined;
  }

  /** Requests without a reply. */
  get busy(): number {
    return this.#pending.size;
  }

  /** Why requests can't be sent. */
  get failure(): JobQueueError {
    return this.#failure ?? broken(this.server);
  }

  /** Called once, when the connection is gone and all requests are answered or have failed. */
  onClosed(listener: () => void): void {
    this.#closeListeners.push(listener);
  }

  /**
   * Sends a request that gets one reply. The reply may take `extraMs` more than usual, for requests
   * that wait at the server. Text is sent as latin1.
   */
  ask(
    target: ReplyTarget<R>,
    index: number,
    request: string | Uint8Array,
    extraMs: number = 0,
  ): void {
    this.#expect(target, index, this.#answerMs + extraMs);
    this.#outbox.add(request);
  }

  /** As `ask`, for so many requests in one piece, with the indexes from 0. */
  askAll(target: ReplyTarget<R>, count: number, requests: string | Uint8Array): void {
    for (let index = 0; index < count; index += 1) this.#expect(target, index, this.#answerMs);
    this.#outbox.add(requests);
  }

  /**
   * As `ask`, for a request with a body. A large one is not copied, and must not change until it is
   * answered.
   */
  askWith(
    target: ReplyTarget<R>,
    index: number,
    head: string | Uint8Array,
    body: Uint8Array,
    end?: string,
  ): void {
    this.#expect(target, index, this.#answerMs);
    this.#outbox.add(head, body, end);
  }

  /** As `ask`, for one request. @throws JobQueueError `unavailable`, `ambiguous` */
  call(request: string | Uint8Array, extraMs: number = 0): Promise<R> {
    return new Promise((resolve, reject) => {
      const reply = (_index: number, answer: R): void => resolve(answer);
      const fail = (_index: number, error: JobQueueError): void => reject(error);
      if (this.alive) this.ask({ reply, fail }, 0, request, extraMs);
      else reject(this.failure);
    });
  }

  /** Sends what gets no reply. */
  tell(message: string | Uint8Array): void {
    this.#outbox.add(message);
  }

  /** Sends what is waiting now instead of at the end of the tick. */
  flush(): void {
    this.#outbox.flush();
  }

  /**
   * Sends no more. The server answers what it has, gives back what this connection holds and
   * closes; resolves when it has, at the latest after `limitMs`.
   */
  end(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) return resolve();
      const limit = timers.setTimeout(() => this.#socket.destroy(), limitMs);
      this.onClosed(() => {
        timers.clearTimeout(limit);
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

  /** Drops the connection; requests without a reply fail. */
  destroy(reason: JobQueueError = broken(this.server)): void {
    this.#failure ??= reason;
    this.#socket.destroy();
  }

  /** One reply, or what the server says by itself: the latter is not passed on to `answer`. */
  protected abstract received(reply: R): void;

  /** Hands a reply to the request that it belongs to. */
  protected answer(reply: R, shownAs: string): void {
    const pending = this.#pending.shift();
    if (pending === undefined)
      return this.destroy(broken(this.server, new Error(`a reply to nothing: ${shownAs}`)));
    this.#answered += 1;
    pending.target.reply(pending.index, reply);
  }

  #expect(target: ReplyTarget<R>, index: number, limitMs: number): void {
    if (this.#pending.size === 0) this.#dueSince = timers.now();
    this.#pending.add({ target, index, limitMs });
    this.#asked += 1;
    this.#watchdog ??= timers.setTimeout(this.#watch, limitMs).unref();
  }

  #onData(reader: ReplyReader, bytes: Buffer): void {
    this.#dueSince = timers.now();
    try {
      reader.read(bytes);
    } catch (error) {
      this.destroy(JobQueueError.from(error, `reading from ${this.server}`));
    }
    // What replies led to leaves now, not after everything else of this tick.
    this.#outbox.flush();
  }

  /** A reply that was due long ago means that nobody is there any more. */
  readonly #watch = (): void => {
    this.#watchdog = undefined;
    const { first } = this.#pending;
    if (first === undefined) return;
    const left = this.#dueSince + first.limitMs - timers.now();
    if (left > 0) {
      this.#watchdog = timers.setTimeout(this.#watch, Math.ceil(left)).unref();
      return;
    }
    // This process may have been the slow one: what has arrived is read before the next immediate.
    const since = this.#dueSince;
    timers.setImmediate(() => {
      if (this.#dueSince === since) this.destroy(noAnswer(this.server, first.limitMs));
      else this.#watchdog ??= timers.setTimeout(this.#watch, first.limitMs).unref();
    });
  };

  #onClose(): void {
    timers.clearTimeout(this.#watchdog);
    this.#failure ??= broken(this.server);
    const failure = this.#failure;
    const inDoubt = ambiguous(this.server, failure);
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      this.#answered += 1;
      next.target.fail(next.index, this.#answered <= this.#left ? inDoubt : failure);
    }
    for (const listener of this.#closeListeners) listener();
  }
}
