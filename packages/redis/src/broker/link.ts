import { closed, JobQueueError, systemClock } from '@jq/core/adapter';
import { Command, Redis } from 'ioredis';

import {
  isDenied,
  isNoScript,
  isNotNow,
  isReply,
  isUnsent,
  noAnswer,
  replyError,
} from '../errors.js';
import type { Argument, Call, Request } from './call.js';
import { type Connection, pauseMs } from './clients.js';
import { OpenCalls } from './open-calls.js';
import type { Script } from './scripts/script.js';

export interface LinkOptions {
  /** For errors: which server. */
  readonly place: string;
  /** Longest wait for an answer. */
  readonly timeoutMs: number;
  /** After so long without any answer the connection counts as broken. */
  readonly silentAfterMs: number;
  /** A lost connection is made again, and what it left without answer goes out again. */
  readonly repeats: boolean;
  /** Whether such requests were ever answered here, shared by the links that follow each other. */
  readonly known: { worked: boolean };
}

/** What shows that the user has its rights: not what opens a connection. */
const WORK: ReadonlySet<string> = new Set(['evalsha', 'bzpopmin']);

const RAW = { replyEncoding: null };

type Options = Pick<Request, 'script' | 'sending' | 'timeoutMs' | 'impatient'>;

// Before another attempt that nothing else will bring about.
const PAUSE_MS = 50;
const MOST_FAILURES = 3;
const LAST_MS = 200;
const SILENT = 'no answer to the handshake';
const HUNG_UP = 'the server hung up on a new connection; perhaps it has too many clients';

/**
 * Requests over one ioredis client, each with a deadline. Nothing is sent before the handshake of
 * its connection has succeeded. What has no answer when the connection is lost goes out again, in
 * order, over the next one: every script may be repeated.
 */
export class Link {
  readonly client: Connection['client'];
  readonly #handshake: () => Promise<void>;
  readonly #options: LinkOptions;
  readonly #open: OpenCalls;
  readonly #whenReady: (() => void)[] = [];
  #waiting: Call[] = [];
  #cancelPause: (() => void) | undefined;
  #cancelConnect: (() => void) | undefined;
  #lastTrouble: string | undefined;
  /** Why the server did not take the last connection, though it answered. */
  #refusal: JobQueueError | undefined;
  /** What to say if the connection goes before its handshake is over. */
  #handshaking: string | undefined;
  /** The present attempt to connect has met with trouble. */
  #isTroubled = false;
  #failures = 0;
  #isReady = false;
  /** Counts connections, so that what an earlier one led to is known. */
  #connection = 0;
  #closed = false;

  constructor({ client, handshake }: Connection, options: LinkOptions) {
    this.client = client;
    this.#handshake = handshake;
    this.#options = options;
    const silent = (): void => this.#drop();
    const expired = (call: Call): void => this.#expired(call);
    this.#open = new OpenCalls({ silent, expired }, options.silentAfterMs);
    client.on('ready', () => void this.#connected());
    client.on('error', (error: Error) => this.#trouble(error));
    client.on('close', () => this.#lost());
    client.on('end', () => this.#ended());
  }

  /** May send: connected, and the handshake has succeeded. */
  get isReady(): boolean {
    return this.#isReady;
  }

  get isCluster(): boolean {
    return !(this.client instanceof Redis);
  }

  /** Calls `then` with each new connection, before anything is sent. */
  onReady(then: () => void): void {
    this.#whenReady.push(then);
  }

  run(
    script: Script,
    keys: readonly string[],
    args: readonly Argument[],
    options: Options = {},
  ): Promise<unknown> {
    const all = [script.sha, String(keys.length), ...keys, ...args];
    return new Promise((resolve, reject) =>
      this.send({ name: 'evalsha', args: all, script, ...options, resolve, reject }),
    );
  }

  command(name: string, args: Argument[], options: Options = {}): Promise<unknown> {
    return new Promise((resolve, reject) => this.send({ name, args, ...options, resolve, reject }));
  }

  /** What `run` and `command` do, without promises. */
  send(request: Request): void {
    if (this.#closed) return request.reject(closed('redis adapter'));
    const askedAt = systemClock.monotonic();
    const call: Call = {
      request,
      sending: request.sending ?? { times: 0 },
      known: true,
      askedAt,
      deadline: askedAt + (request.timeoutMs ?? this.#options.timeoutMs),
      sentAt: 0,
    };
    this.#open.add(call);
    if (this.#isReady && this.#waiting.length === 0) return this.#write(call);
    this.#waiting.push(call);
    // The connection is made when it is first needed.
    if (this.client.status === 'wait') this.#connect();
    else if (this.client.status === 'end' && this.#cancelConnect === undefined) {
      this.#failures = 0;
      this.#connectLater();
    }
  }

  /** Drops the connection; what is open fails with `closed`. */
  close(): void {
    this.#closed = true;
    this.#fail(closed('redis adapter'));
    this.#open.stop();
    this.#cancelPause?.();
    this.#cancelConnect?.();
    this.#isReady = false;
    this.client.disconnect();
  }

  #write(call: Call): void {
    const { name, args, script, onRepeat } = call.request;
    if (call.sending.times++ > 0) onRepeat?.(args);
    call.sentAt = systemClock.monotonic();
    const command = call.known
      ? commandOf(name, args)
      : commandOf('eval', [script?.lua ?? '', ...args.slice(1)]);
    this.client.sendCommand(command);
    command.promise.then(
      (reply) => this.#answered(call, reply),
      (error: Error) => this.#failed(call, error),
    );
  }

  #answered(call: Call, reply: unknown): void {
    this.#open.heard();
    if (WORK.has(call.request.name)) this.#options.known.worked = true;
    if (this.#open.delete(call)) call.request.resolve(reply);
  }

  #failed(call: Call, error: Error): void {
    const replied = isReply(error);
    if (replied) this.#open.heard();
    if (!this.#open.has(call)) return;
    const forgotten = isNoScript(error) && call.known;
    // Not so late that its time ends while nobody knows whether it was done.
    const again = isNotNow(error) && call.deadline - systemClock.monotonic() > LAST_MS;
    const done = replied && !again && !forgotten;
    // Nothing happened: it does not count as sent.
    if (isNotNow(error) || forgotten || isUnsent(error)) call.sending.times--;
    if (forgotten) {
      // The server forgot it: after its start, or SCRIPT FLUSH.
      call.known = false;
      return this.#write(call);
    }
    this.#lastTrouble = error.message;
    if (done) this.#reject(call, this.#replyError(error));
    else if (!this.#options.repeats && call.sending.times > 0) this.#expired(call);
    else this.#wait(call);
  }

  #wait(call: Call): void {
    call.sentAt = 0;
    this.#waiting.push(call);
    if (!this.#isReady || this.#cancelPause !== undefined) return;
    this.#cancelPause = systemClock.after(PAUSE_MS, () => this.#sendWaiting());
  }

  #sendWaiting(): void {
    this.#cancelPause?.();
    this.#cancelPause = undefined;
    if (!this.#isReady) return;
    const calls = this.#waiting;
    this.#waiting = [];
    for (const call of calls) if (this.#open.has(call)) this.#write(call);
  }

  #connect(): void {
    this.#isTroubled = false;
    // Failures are reported as events.
    this.client.connect().catch(() => undefined);
  }

  async #connected(): Promise<void> {
    this.#isReady = false;
    const connection = ++this.#connection;
    this.#handshaking = HUNG_UP;
    const cancel = systemClock.after(this.#options.timeoutMs, () => {
      this.#handshaking = SILENT;
      this.#drop();
    });
    try {
      await this.#handshake();
    } catch (error) {
      if (!this.#closed) this.#refused(error as Error, connection);
      return;
    } finally {
      cancel();
    }
    if (connection !== this.#connection || this.#closed) return;
    this.#handshaking = undefined;
    this.#isReady = true;
    this.#failures = 0;
    this.#refusal = undefined;
    for (const then of this.#whenReady) then();
    this.#sendWaiting();
  }

  /** A connection that is not as it must be carries nothing. */
  #refused(error: Error, connection: number): void {
    this.#handshaking = undefined;
    if (JobQueueError.is(error)) {
      this.#lastTrouble = error.message;
      this.#refusal = error;
      // What does not pass by itself is told at once; the rest when it has lasted too long.
      if (error.code !== 'unavailable') this.#fail(error);
    }
    if (connection === this.#connection) this.#drop();
  }

  #drop(): void {
    // A cluster connects again by itself, a single client when it has ended.
    this.client.disconnect(this.isCluster);
  }

  #lost(): void {
    if (this.#handshaking !== undefined)
      this.#lastTrouble = `${this.#handshaking} (${this.#lastTrouble ?? 'closed'})`;
    this.#handshaking = undefined;
    this.#connection++;
    this.#isReady = false;
  }

  #trouble(error: Error & { readonly lastNodeError?: Error }): void {
    const trouble = error.lastNodeError ?? error;
    // The first one says why; that the socket is gone follows from it.
    if (!this.#isTroubled) this.#lastTrouble = trouble.message.replace(/^.*Last error: /, '');
    this.#isTroubled = !this.isCluster;
    this.#refusal = undefined;
    if (JobQueueError.is(trouble)) this.#fail(trouble);
    else if (isDenied(trouble)) this.#fail(this.#replyError(trouble));
    if (this.isCluster) this.#failedToConnect();
  }

  #failedToConnect(): void {
    this.#failures++;
    if (this.#failures < MOST_FAILURES) return;
    for (const call of this.#open)
      if (call.request.impatient === true) this.#reject(call, this.#noAnswer(call));
  }

  #replyError(error: Error): JobQueueError {
    const { place, known } = this.#options;
    return replyError(error, place, known.worked);
  }

  #expired(call: Call): void {
    this.#waiting = this.#waiting.filter((each) => each !== call);
    this.#reject(call, this.#noAnswer(call));
  }

  #noAnswer({ sending, askedAt }: Call): JobQueueError {
    const sent = sending.times > 0;
    if (!sent && this.#refusal !== undefined) return this.#refusal;
    const passedMs = Math.round(systemClock.monotonic() - askedAt);
    return noAnswer(this.#options.place, passedMs, sent, this.#lastTrouble);
  }

  #reject(call: Call, error: JobQueueError): void {
    this.#open.delete(call);
    call.request.reject(error);
  }

  #fail(error: JobQueueError): void {
    for (const call of this.#open) this.#reject(call, error);
    this.#waiting = [];
  }

  /** The client has no connection, and makes none by itself. */
  #ended(): void {
    if (this.#closed || this.client.status !== 'end' || this.#cancelConnect !== undefined) return;
    if (!this.#options.repeats) {
      for (const call of this.#open) this.#expired(call);
      return;
    }
    this.#failedToConnect();
    // Where the server refused it, only for those who ask.
    if (this.#refusal === undefined || this.#open.size > 0) this.#connectLater();
  }

  #connectLater(): void {
    this.#cancelConnect = systemClock.after(pauseMs(Math.max(1, this.#failures)), () => {
      this.#cancelConnect = undefined;
      this.#connect();
    });
  }
}

/**
 * Given to the constructor, arguments would be copied by `flat`, which is slow enough to show in
 * all figures.
 */
function commandOf(name: string, args: Argument[]): Command {
  const command = new Command(name, [], RAW);
  command.args = args;
  command.stringifyArguments();
  return command;
}
