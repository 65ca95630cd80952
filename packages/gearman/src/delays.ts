import { setMaxListeners } from 'node:events';

import {
  type Capabilities,
  isQueueName,
  JobQueueError,
  type QueueStats,
  settledWithin,
  timers,
} from '@jq/core/adapter';
import {
  type Delivery,
  emulating,
  type Emulating,
  isHeldPlace,
  Mover,
  passing,
  type ReceiveOptions,
  type Transport,
  unseenMove,
} from '@jq/core/emulations';

const SUFFIX = '.delayed';
const AT_ONCE = 100;
/** After a whole second, for clocks that are not quite the same. */
const AFTER_MS = 10;
/** gearmand takes times beyond this, but nobody's clock gets there. */
const CENTURY_MS = 3_155_760_000_000;

export interface DelaysOptions {
  /** How often to look for tasks that are due. */
  readonly pollMs: number;
}

export type Delaying<C extends Capabilities> = Emulating<
  C,
  'DELAY',
  { readonly maxDelayMs: 3_155_760_000_000 }
>;

/**
 * Delays by jobs that are not due before a second of the server's clock. They wait in a function of
 * their own, since there they would hide the ready ones of the low level, and have the normal level
 * alone; who reserves moves those that are due to their queue.
 */
export function delays<C extends Capabilities>(
  inner: Counting<C>,
  options: DelaysOptions,
): Transport<Delaying<C>> {
  const delaying = new DelayedTasks(inner, options.pollMs);
  return {
    ...passing<Capabilities>(inner),
    supports: emulating(
      inner.supports,
      {
        DELAY:
          'The producer computes when a task is due, the server compares it with its own clock, and a worker of the queue moves it there: keep clocks in step; without workers it comes late, and a crash in the middle of the move leaves it twice.',
      },
      { maxDelayMs: CENTURY_MS } as const,
    ),
    send: delaying.send,
    receive: delaying.receive,
    stats: delaying.stats,
    queues: async (asked) => {
      const names = await inner.queues(asked);
      return [...new Set(names.map(queueOf))].filter(isQueueName);
    },
    close: delaying.close,
  };
}

/** A transport that has counts. */
export type Counting<C extends Capabilities = Capabilities> = Transport<C> &
  Required<Pick<Transport, 'stats' | 'queues'>>;

class DelayedTasks {
  readonly #inner: Counting;
  readonly #mover: Mover;
  readonly #pollMs: number;
  readonly #lookAt = new Map<string, number>();
  readonly #looks = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();

  constructor(inner: Counting, pollMs: number) {
    this.#inner = inner;
    this.#mover = new Mover(inner);
    this.#pollMs = pollMs;
    // As many looks may listen as there are queues.
    setMaxListeners(0, this.#closing.signal);
  }

  readonly send: Transport['send'] = async (queue, messages, options) => {
    const delayed = messages.filter(({ delayMs }) => delayMs > 0);
    if (delayed.length === 0) return this.#inner.send(queue, messages, options);
    const ready = messages.filter(({ delayMs }) => delayMs === 0);
    const [now, later] = await Promise.all([
      ready.length === 0 ? [] : this.#inner.send(queue, ready, options),
      this.#inner.send(queue + SUFFIX, delayed, options),
    ]);
    const [first, second] = [[...now], [...later]];
    return messages.map(({ delayMs }) => (delayMs > 0 ? second : first).shift());
  };

  readonly receive: Transport['receive'] = async (queues, options) => {
    const until = timers.now() + options.waitMs;
    const withDelays = queues.filter((queue) => !isHeldPlace(queue));
    for (;;) {
      await this.#moveDue(withDelays, options, until);
      const left = Math.max(0, Math.ceil(until - timers.now()));
      const waitMs = withDelays.length === 0 ? left : Math.min(left, this.#untilLook(withDelays));
      const over = (): boolean => timers.now() >= until || options.signal?.aborted === true;
      try {
        const got = await this.#inner.receive(queues, { ...options, waitMs });
        if (got.length > 0 || over()) return got;
      } catch (error) {
        if (!JobQueueError.is(error, 'unavailable') || over()) throw error;
      }
    }
  };

  /**
   * Nobody but the server knows what is due, and it counts that with the rest: so it is moved
   * first.
   */
  readonly stats = async (
    queue: string,
    options?: { readonly signal?: AbortSignal },
  ): Promise<QueueStats> => {
    const ask = (place: string): Promise<QueueStats> => this.#inner.stats(place, options);
    if (isHeldPlace(queue)) return ask(queue);
    await this.#look(queue).catch(() => undefined);
    const [own, delayed] = await Promise.all([ask(queue), ask(queue + SUFFIX)]);
    return { ...own, delayed: delayed.ready + delayed.reserved };
  };

  /**
   * Moves that have begun are finished: the end of the connection would give back what has a copy
   * already.
   */
  readonly close = async (): Promise<void> => {
    this.#closing.abort();
    await Promise.allSettled(this.#looks.values());
    await this.#inner.close();
  };

  async #moveDue(
    queues: readonly string[],
    { signal, waitMs }: ReceiveOptions,
    until: number,
  ): Promise<void> {
    const now = timers.now();
    const due = queues.filter((queue) => (this.#lookAt.get(queue) ?? 0) <= now);
    if (due.length === 0 || signal?.aborted === true) return;
    const looks = Promise.allSettled(due.map((queue) => this.#look(queue)));
    // A server that is away must not hold up a wait beyond its time.
    await settledWithin(looks, waitMs > 0 ? until - now : Infinity, signal);
  }

  /** Nothing becomes due but at a whole second, so one look at a time is enough. */
  #look(queue: string): Promise<void> {
    const running = this.#looks.get(queue);
    if (running !== undefined) return running;
    this.#lookAt.set(
      queue,
      timers.now() + this.#pollMs - (timers.wallTime() % this.#pollMs) + AFTER_MS,
    );
    const look = this.#moveAll(queue).finally(() => this.#looks.delete(queue));
    this.#looks.set(queue, look);
    return look;
  }

  async #moveAll(queue: string): Promise<void> {
    const { signal } = this.#closing;
    for (;;) {
      const due = await this.#inner.receive([queue + SUFFIX], { max: AT_ONCE, waitMs: 0, signal });
      // The end of the connection gives them back.
      if (signal.aborted) return;
      if (due.length > 0) await this.#move(queue, due);
      if (due.length < AT_ONCE) return;
    }
  }

  async #move(queue: string, due: readonly Delivery[]): Promise<void> {
    const moves = due.map((delivery) => unseenMove(delivery, queue));
    const results = await this.#mover.move(moves, { signal: this.#closing.signal });
    const stuck = due.filter((_, index) => results[index] !== undefined);
    if (stuck.length > 0) await this.#inner.release?.(stuck);
  }

  #untilLook(queues: readonly string[]): number {
    const next = Math.min(...queues.map((queue) => this.#lookAt.get(queue) ?? 0));
    return Math.max(1, Math.ceil(next - timers.now()));
  }
}

/** Whether a function is where delayed tasks of a queue wait. */
function isDelayedPlace(name: string): boolean {
  return name.endsWith(SUFFIX);
}

/** Whether a function is where tasks wait that no worker is given: held ones, or delayed ones. */
export function isAside(name: string): boolean {
  return isHeldPlace(name) || isDelayedPlace(name);
}

function queueOf(name: string): string {
  return isDelayedPlace(name) ? name.slice(0, -SUFFIX.length) : name;
}
