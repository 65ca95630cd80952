import { closed, type JobQueueError, systemClock } from '@jq/core/adapter';
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
import type { Client } from './clients.js';
import { OpenCalls } from './open-calls.js';
import type { Script } from './scripts/script.js';

export interface LinkOptions {
  /** For errors: which server. */
  readonly place: string;
  /** Longest wait for an answer. */
  readonly timeoutMs: number;
  /** After so long without any answer the connection counts as broken. */
  readonly silentAfterMs: number;
  /** Whether what was sent goes out again when its connection is lost. */
  readonly repeats: boolean;
}

const RAW = { replyEncoding: null };

type Options = Pick<Request, 'script' | 'sending' | 'timeoutMs' | 'impatient'>;

// Before another attempt that nothing else will bring about.
const PAUSE_MS = 50;
const MOST_FAILURES = 3;

/**
 * Requests over one ioredis client, each with a deadline. What has no answer when its connection is
 * lost goes out again, in order, over the next one: every script may be repeated.
 */
export class Link {
  readonly client: Client;
  readonly #options: LinkOptions;
  readonly #open: OpenCalls;
  #waiting: Call[] = [];
  #cancelPause: (() => void) | undefined;
  #lastTrouble: string | undefined;
  #failures = 0;
  #closed = false;

  constructor(client: Client, options: LinkOptions) {
    this.client = client;
    this.#options = options;
    const silent = (): void => this.client.disconnect(true);
    const expired = (call: Call): void => this.#expired(call);
    this.#open = new OpenCalls({ silent, expired }, options.silentAfterMs);
    client.on('ready', () => this.#ready());
    client.on('error', (error: Error) => this.#trouble(error));
    client.on('end', () => this.#ended());
  }

  get isCluster(): boolean {
    return !(this.client instanceof Redis);
  }

  /** Calls `then` with each new connection, before anything is sent. */
  onReady(then: () => void): void {
    this.client.prependListener('ready', then);
  }

  get isReady(): boolean {
    return this.client.status === 'ready';
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
    const call: Call = {
      request,
      sending: request.sending ?? { times: 0 },
      known: true,
      deadline: systemClock.monotonic() + (request.timeoutMs ?? this.#options.timeoutMs),
      sentAt: 0,
    };
    this.#open.add(call);
    if (this.isReady && this.#waiting.length === 0) return this.#write(call);
    this.#waiting.push(call);
    // The connection is made when it is first needed; it reports failures as events.
    if (this.client.status === 'wait') this.client.connect().catch(() => undefined);
    else if (this.client.status === 'end') this.#ended();
  }

  /** Drops the connection; what is open fails with `closed`. */
  close(): void {
    this.#closed = true;
    this.#fail(closed('redis adapter'));
    this.#open.stop();
    this.#cancelPause?.();
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
    if (this.#open.delete(call)) call.request.resolve(reply);
  }

  #failed(call: Call, error: Error): void {
    const replied = isReply(error);
    if (replied) this.#open.heard();
    if (!this.#open.has(call)) return;
    const done = replied && !isNotNow(error) && !isNoScript(error);
    // Nothing happened: it does not count as sent.
    if ((replied && !done) || isUnsent(error)) call.sending.times--;
    if (isNoScript(error)) {
      // The server forgot it: after its start, or SCRIPT FLUSH.
      call.known = false;
      return this.#write(call);
    }
    if (!replied) this.#lastTrouble = error.message;
    if (done) this.#reject(call, replyError(error, this.#options.place));
    else if (!this.#options.repeats && call.sending.times > 0) this.#expired(call);
    else this.#wait(call);
  }

  #wait(call: Call): void {
    call.sentAt = 0;
    this.#waiting.push(call);
    if (!this.isReady || this.#cancelPause !== undefined) return;
    this.#cancelPause = systemClock.after(PAUSE_MS, () => this.#ready());
  }

  #ready(): void {
    this.#cancelPause?.();
    this.#cancelPause = undefined;
    this.#failures = 0;
    if (!this.isReady) return;
    const calls = this.#waiting;
    this.#waiting = [];
    for (const call of calls) if (this.#open.has(call)) this.#write(call);
  }

  #trouble(error: Error & { readonly lastNodeError?: Error }): void {
    const trouble = error.lastNodeError ?? error;
    this.#lastTrouble = trouble.message;
    this.#failures++;
    if (isDenied(trouble)) this.#fail(replyError(trouble, this.#options.place));
    if (this.#failures < MOST_FAILURES) return;
    for (const call of this.#open)
      if (call.request.impatient === true) this.#reject(call, this.#noAnswer(call));
  }

  #expired(call: Call): void {
    this.#waiting = this.#waiting.filter((each) => each !== call);
    this.#reject(call, this.#noAnswer(call));
  }

  #noAnswer({ sending }: Call): JobQueueError {
    const { place, timeoutMs } = this.#options;
    return noAnswer(place, timeoutMs, sending.times > 0, this.#lastTrouble);
  }

  #reject(call: Call, error: JobQueueError): void {
    this.#open.delete(call);
    call.request.reject(error);
  }

  #fail(error: JobQueueError): void {
    for (const call of this.#open) this.#reject(call, error);
    this.#waiting = [];
  }

  /** A client that does not reconnect. */
  #ended(): void {
    for (const call of this.#open) this.#expired(call);
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
