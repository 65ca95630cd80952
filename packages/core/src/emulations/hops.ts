import type { Capabilities } from '../adapter/capabilities.js';
import { checkWhole } from '../adapter/checks.js';
import { JobQueueError } from '../errors.js';
import { type Clock, systemClock } from '../time/clock.js';
import { sleep } from '../time/sleep.js';
import { type Emulating, emulating } from './emulating.js';
import type { Frame } from './frame.js';
import { copyOf, Mover } from './mover.js';
import { type Delivery, passing, type Transport } from './transport.js';
import { wallTime } from './wall-time.js';

export interface HopsOptions {
  /** Longest delay to take. Default: a year. */
  readonly maxDelayMs?: number;
  readonly clock?: Clock;
}

const YEAR_MS = 31_557_600_000;
/** How long a look that found only tasks on their way goes on looking after its wait is over. */
const GRACE_MS = 1000;
/**
 * After a step that failed: its task comes again, and nobody should go round and round meanwhile.
 */
const AGAIN_MS = 1000;

export type Hopping<C extends Capabilities> = Emulating<
  C,
  'DELAY',
  { readonly maxDelayMs: number }
>;

/**
 * Delays longer than the broker's: in steps, each of them a copy with the longest delay the broker
 * has. A task that arrives between two steps is sent on, not given out: never early, by the
 * broker's clock as far as it is known, and at most one step late.
 */
export function hops<C extends Capabilities>(
  inner: Transport<C>,
  options: HopsOptions = {},
): Transport<Hopping<C>> {
  const { maxDelayMs = YEAR_MS, clock = systemClock } = options;
  const step = inner.supports.maxDelayMs;
  checkWhole('maxDelayMs', maxDelayMs, step, Number.MAX_SAFE_INTEGER);
  const steps = new Steps(inner, clock);
  const length = step >= 1000 ? `${Math.floor(step / 1000)} s` : `${step} ms`;
  return {
    ...passing<Capabilities>(inner),
    supports: emulating(
      inner.supports,
      {
        DELAY: `Delays over ${length} are made in steps of that length, each made by a worker of the queue: without one they come late, and a crash between the two halves of a step leaves the task twice.`,
      },
      { maxDelayMs },
    ),
    send: steps.send,
    receive: steps.receive,
  };
}

class Steps {
  readonly #inner: Transport;
  readonly #clock: Clock;
  readonly #mover: Mover;
  readonly #now: () => number;

  constructor(inner: Transport, clock: Clock) {
    this.#inner = inner;
    this.#clock = clock;
    this.#mover = new Mover(inner);
    this.#now = wallTime(inner, clock);
  }

  readonly send: Transport['send'] = (queue, messages, options) => {
    const step = this.#inner.supports.maxDelayMs;
    const steps = messages.map((each) => {
      if (each.delayMs <= step) return each;
      const notBefore = Math.ceil(this.#now() + each.delayMs);
      return { frame: { ...each.frame, notBefore }, delayMs: step };
    });
    return this.#inner.send(queue, steps, options);
  };

  readonly receive: Transport['receive'] = async (queues, options) => {
    const until = this.#clock.monotonic() + options.waitMs;
    for (;;) {
      const waitMs = Math.max(0, Math.ceil(until - this.#clock.monotonic()));
      const got = await this.#inner.receive(queues, { ...options, waitMs });
      const { due, error } = await this.#sendOn(got);
      if (due.length > 0 || got.length === 0 || options.signal?.aborted === true) return due;
      const leftMs = until - this.#clock.monotonic();
      if (error !== undefined && leftMs <= 0) throw error;
      if (error !== undefined) await sleep(this.#clock, Math.min(AGAIN_MS, leftMs), options.signal);
      else if (leftMs < -GRACE_MS) return due;
    }
  };

  /**
   * Sends on what arrived between two steps; answers the rest, and why one could not be sent on.
   */
  async #sendOn(
    got: readonly Delivery[],
  ): Promise<{ readonly due: readonly Delivery[]; readonly error?: JobQueueError | undefined }> {
    const now = this.#now();
    const early = got.filter(({ frame }) => (frame.notBefore ?? 0) > now);
    if (early.length === 0) return { due: got };
    const step = this.#inner.supports.maxDelayMs;
    const results = await this.#mover.move(
      early.map((delivery) => ({
        delivery,
        to: delivery.queue,
        frame: onItsWay(delivery),
        delayMs: Math.min(step, Math.ceil((delivery.frame.notBefore ?? 0) - now)),
      })),
    );
    const failed = early.filter((_, index) => results[index] !== undefined);
    if (failed.length > 0) await this.#inner.release?.(failed).catch(() => undefined);
    const error = results.find((each) => JobQueueError.is(each));
    return { due: got.filter((each) => !early.includes(each)), error };
  }
}

/** The copy of the next step: it keeps its time, and arriving in between was no attempt. */
function onItsWay(delivery: Delivery): Frame {
  const { notBefore, attempts } = delivery.frame;
  return copyOf(delivery, { attempts, ...(notBefore !== undefined && { notBefore }) });
}
