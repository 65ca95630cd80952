import type { QueueStats } from '../adapter/adapter.js';
import type { Capabilities } from '../adapter/capabilities.js';
import { checkWhole, DEFAULT_PRIORITY, MAX_PRIORITY } from '../adapter/checks.js';
import { fillIn } from '../adapter/results.js';
import type { JobQueueError } from '../errors.js';
import { type Emulating, emulating } from './emulating.js';
import { bandPlace, isHeldPlace, queueOfBandPlace, refuseBandPlace } from './side-queues.js';
import { type Delivery, passing, type Transport } from './transport.js';

/** The last priority of each band but the last: 0–340, 341–682, 683 and above. */
export const BAND_THRESHOLDS: readonly number[] = Object.freeze([340, 682]);

export interface BandsOptions {
  /**
   * The last priority of each band but the last, ascending; 1 to 9 of them. Default 340 and 682.
   */
  readonly thresholds?: readonly number[];
}

/** Which band a priority is in: 0 for the first. Every priority is in one. */
export function bandOf(priority: number, thresholds: readonly number[] = BAND_THRESHOLDS): number {
  const band = thresholds.findIndex((last) => priority <= last);
  return band < 0 ? thresholds.length : band;
}

/** @throws JobQueueError `invalid` */
export function checkThresholds(thresholds: readonly number[]): void {
  checkWhole('number of band thresholds', thresholds.length, 1, 9);
  let least = 0;
  for (const last of thresholds) {
    checkWhole('band threshold', last, least, MAX_PRIORITY - 1);
    least = last + 1;
  }
}

export type Banded<C extends Capabilities> = Emulating<
  C,
  'ORDER',
  {
    readonly ordering: 'banded';
    readonly priorityLevels: number;
    readonly queueOrder: 'priority';
  }
>;

/**
 * Priorities on a broker without: a queue is several, one for each band of priorities, and better
 * bands are received first. The band of the default priority has the queue's own name, so that
 * other producers reach it. Outside `hops`' transport, inside all others.
 */
export function bands<C extends Capabilities>(
  inner: Transport<C>,
  options: BandsOptions = {},
): Transport<Banded<C>> {
  const thresholds = options.thresholds ?? BAND_THRESHOLDS;
  checkThresholds(thresholds);
  const banding = new Banding(inner, thresholds);
  const stats = inner.stats?.bind(inner);
  const queues = inner.queues?.bind(inner);
  const levels = thresholds.length + 1;
  return {
    ...passing<Capabilities>(inner),
    supports: emulating(
      inner.supports,
      {
        ORDER: `${levels} bands of priorities, a queue of the broker each: within a band tasks come as the broker gives them out, and changed thresholds leave tasks where they are.`,
      },
      { ordering: 'banded', priorityLevels: levels, queueOrder: 'priority' } as const,
    ),
    checkQueue: (queue) => {
      refuseBandPlace(queue);
      inner.checkQueue?.(queue);
    },
    send: banding.send,
    receive: banding.receive,
    ...(stats && { stats: (queue, asked) => banding.sum(queue, (each) => stats(each, asked)) }),
    ...(queues && {
      queues: async (asked) => [...new Set((await queues(asked)).map(queueOfBandPlace))],
    }),
  };
}

class Banding {
  readonly #inner: Transport;
  readonly #thresholds: readonly number[];
  readonly #plain: number;

  constructor(inner: Transport, thresholds: readonly number[]) {
    this.#inner = inner;
    this.#thresholds = thresholds;
    this.#plain = bandOf(DEFAULT_PRIORITY, thresholds);
  }

  readonly send: Transport['send'] = async (queue, messages, options) => {
    if (isHeldPlace(queue)) return this.#inner.send(queue, messages, options);
    const bandsOf = messages.map(({ frame }) => bandOf(frame.priority, this.#thresholds));
    const results: (JobQueueError | undefined)[] = messages.map(() => undefined);
    const sending = this.#places(queue).map(async (place, band) =>
      fillIn(
        results,
        messages,
        (index) => bandsOf[index] === band,
        (chosen) => this.#inner.send(place, chosen, options),
      ),
    );
    await Promise.all(sending);
    return results;
  };

  readonly receive: Transport['receive'] = async (queues, options) => {
    const lists = queues.map((queue) => this.#places(queue));
    const queueOf = new Map<string, string>();
    for (const [index, places] of lists.entries())
      for (const place of places) queueOf.set(place, queues[index] as string);
    const best = Array.from({ length: this.#thresholds.length + 1 }, (_, band) =>
      lists.flatMap((places) => places[band] ?? []),
    ).flat();
    const got = await this.#inner.receive(best, options);
    return got.map((each): Delivery => ({ ...each, queue: queueOf.get(each.queue) ?? each.queue }));
  };

  async sum(queue: string, ask: (place: string) => Promise<QueueStats>): Promise<QueueStats> {
    const all = await Promise.all(this.#places(queue).map(ask));
    const of = (state: 'ready' | 'delayed' | 'reserved' | 'held'): number =>
      all.reduce((count, each) => count + each[state], 0);
    const paused = all.some((each) => each.paused);
    return {
      ready: of('ready'),
      delayed: of('delayed'),
      reserved: of('reserved'),
      held: of('held'),
      paused,
    };
  }

  /** Of a queue, best band first. */
  #places(queue: string): readonly string[] {
    if (isHeldPlace(queue)) return [queue];
    const levels = Array.from({ length: this.#thresholds.length + 1 }, (_, band) => band);
    return levels.map((band) => (band === this.#plain ? queue : bandPlace(queue, band)));
  }
}
