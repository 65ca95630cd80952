import {
  Aborts,
  type CallOptions,
  JobQueueError,
  type QueueStats,
  type Results,
  withoutDoubt,
  timers,
} from '@jq/core/adapter';
import {
  type Delivery,
  type Move,
  Mover,
  type Outgoing,
  type ReceiveOptions,
  type Transport,
  unseenMove,
} from '@jq/core/emulations';
import { Servers } from '@jq/core/tcp';

import type { FunctionStatus } from './broker/admin-reader.js';
import type { Server } from './broker/server.js';
import { isAside } from './delays.js';
import { queueNames, statsOf, statusOfAll } from './operate.js';
import type { Settings } from './options.js';
import { send } from './put/send.js';
import { receive } from './reserve/receive.js';
import { release } from './settle/release.js';
import { remove } from './settle/remove.js';
import { submission, type Submission } from './stored-job.js';
import { baseSupports, type BaseSupports } from './supports.js';

/** A wait that is over may still get what its last request brings for so long. */
const GRACE_MS = 100;

/** Frames as background jobs on one gearmand or several; a queue is a function. */
export class GearmanTransport implements Transport<BaseSupports> {
  readonly name = 'gearman';
  readonly supports: BaseSupports;
  readonly #settings: Settings;
  readonly #servers: Servers<Server>;
  readonly #closing: AbortController;
  readonly #mover: Mover;
  readonly #aborts: Aborts = new Aborts();
  readonly #givingBack = new Set<Promise<void>>();

  /** `closing` is fired by `close`; the servers watch its signal. */
  constructor(servers: readonly Server[], settings: Settings, closing: AbortController) {
    this.#servers = new Servers(servers);
    this.#settings = settings;
    this.#closing = closing;
    this.supports = baseSupports(settings);
    this.#mover = new Mover(this);
  }

  checkQueue(queue: string): void {
    this.#settings.names.check(queue);
  }

  /**
   * @throws JobQueueError `unavailable` when no server can be reached, `invalid` when one drops
   * jobs
   */
  open(options?: CallOptions): Promise<void> {
    return this.#servers.look(this.#until(), options?.signal);
  }

  send(queue: string, messages: readonly Outgoing[], options?: CallOptions): Promise<Results> {
    const { thresholds, names } = this.#settings;
    const place = names.toBroker(queue);
    const submissionOf = ({ frame, delayMs }: Outgoing): Submission =>
      submission(place, frame, delayMs > 0 ? secondAfter(delayMs) : undefined, thresholds);
    const { signal } = options ?? {};
    return send({ servers: this.#servers, until: this.#until(), signal, submissionOf }, messages);
  }

  async receive(
    places: readonly string[],
    { max, waitMs, signal, leaseMs }: ReceiveOptions,
  ): Promise<readonly Delivery[]> {
    const now = timers.now();
    // Whoever gives a signal fires it before the transport is closed.
    const over = signal ?? this.#closing.signal;
    const until = now + waitMs;
    const connectUntil = waitMs > 0 ? until : this.#until();
    const servers = this.#servers;
    const work = receive({
      servers,
      places,
      max,
      until,
      connectUntil,
      signal: over,
      leaseMs,
    });
    try {
      const taken = await withinGrace(work, over, this.#aborts);
      if (taken !== undefined) return taken;
      work.then((late) => this.#startGiveBack(late)).catch(() => undefined);
      return [];
    } catch (error) {
      throw withoutDoubt(error);
    }
  }

  remove(deliveries: readonly Delivery[]): Promise<Results> {
    return remove(deliveries);
  }

  /**
   * In place, of which only new connections hear: so not what a worker was given, which must count,
   * lest it lapse for ever unseen.
   */
  release(deliveries: readonly Delivery[]): Promise<Results> {
    return release(deliveries, ({ queue }) => isAside(queue));
  }

  stats(queue: string, options?: CallOptions): Promise<QueueStats> {
    return statsOf(this.#status(options), this.#settings.names.toBroker(queue));
  }

  queues(options?: CallOptions): Promise<readonly string[]> {
    return queueNames(this.#status(options), this.#settings.names);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    // The end of a connection would give back also what has a copy already.
    await Promise.all(this.#givingBack);
    await Promise.all(this.#servers.all.map((server) => server.end()));
  }

  #status(options: CallOptions | undefined): Promise<readonly FunctionStatus[]> {
    return statusOfAll(this.#servers, this.#until(), options?.signal);
  }

  #startGiveBack(taken: readonly Delivery[]): void {
    // The end of the connection gives them back.
    if (this.#closing.signal.aborted) return;
    const giving = this.#giveBack(taken)
      .catch(() => undefined)
      .finally(() => this.#givingBack.delete(giving));
    this.#givingBack.add(giving);
  }

  /** In place where that can be done, else by copies. */
  async #giveBack(taken: readonly Delivery[]): Promise<void> {
    const released = await release(taken, () => true);
    const left = taken.filter((_, index) => JobQueueError.is(released[index], 'unsupported'));
    await this.#mover.move(left.map(again));
  }

  #until(): number {
    return timers.now() + this.#settings.answerMs;
  }
}

/** What the server has counted ends with the job, so its copy carries that on. */
function again(delivery: Delivery): Move {
  const { queue, frame, receives = 1 } = delivery;
  const attempts = frame.attempts + receives - 1;
  const move = unseenMove(delivery, queue);
  return { ...move, frame: { ...move.frame, attempts } };
}

/** The whole second of the wall clock before which a task is not due. */
function secondAfter(delayMs: number): number {
  return Math.ceil((timers.wallTime() + delayMs) / 1000);
}

/** What `work` brings; undefined when the signal fired and it still takes its time. */
function withinGrace<T>(
  work: Promise<T>,
  over: AbortSignal,
  aborts: Aborts,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const callOff = aborts.watch(over, () => {
      timer ??= timers.setTimeout(resolve, GRACE_MS, undefined);
    });
    const end = (): void => {
      timers.clearTimeout(timer);
      callOff();
    };
    work.then(
      (value) => {
        end();
        resolve(value);
      },
      (error: unknown) => {
        end();
        reject(error as Error);
      },
    );
  });
}
