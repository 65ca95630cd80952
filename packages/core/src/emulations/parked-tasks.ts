import type { CallOptions, TaskView, UnholdSelection } from '../adapter/adapter.js';
import { JobQueueError } from '../errors.js';
import { Mover, unseenMove } from './mover.js';
import { heldPlace } from './side-queues.js';
import type { Delivery, Transport } from './transport.js';

/** A held task that the broker will soon delete. */
export interface Expiring {
  readonly queue: string;
  readonly id: string;
  /** Ms since the epoch, by the broker's clock as far as it is known. */
  readonly expiresAt: number;
}

interface Settings {
  readonly window: number;
  readonly lookMs: number;
  readonly lookLeaseMs: number;
  readonly retentionMs?: number;
  readonly onExpiring?: (task: Expiring) => void;
  /** The broker's wall clock. */
  readonly now: () => number;
}

const LOOK_BATCH = 100;

/**
 * The held tasks of queues, in the order of holding: all are taken out to be sorted, what is not
 * wanted is given back.
 */
export class ParkedTasks {
  readonly #inner: Transport;
  readonly #settings: Settings;
  readonly #mover: Mover;
  /** Two looks at a queue would hide its tasks from each other. */
  readonly #looks = new Map<string, Promise<unknown>>();
  /** In microseconds. */
  #lastHold = 0;

  constructor(inner: Transport, settings: Settings) {
    this.#inner = inner;
    this.#settings = settings;
    this.#mover = new Mover(inner);
  }

  /**
   * The time of a hold, in ms; ascending, by microseconds where there is nothing else to tell two
   * apart.
   */
  nextHold(): number {
    const now = Math.round(this.#settings.now() * 1000);
    this.#lastHold = Math.max(now, this.#lastHold + 1);
    return this.#lastHold / 1000;
  }

  unhold(queue: string, which: UnholdSelection, options?: CallOptions): Promise<number> {
    return this.#alone(queue, () =>
      'ids' in which
        ? this.#unholdNamed(queue, new Set(which.ids), options)
        : this.#unholdFirst(queue, which.max, options),
    );
  }

  async peek(queue: string, max: number, options?: CallOptions): Promise<readonly TaskView[]> {
    return this.#alone(queue, async () => {
      const { window } = this.#settings;
      const held = await this.#look(queue, window, options);
      await this.#putBack(held);
      return held.slice(0, max).map((delivery) => viewOf(delivery));
    });
  }

  async #unholdFirst(queue: string, max: number, options?: CallOptions): Promise<number> {
    const { window } = this.#settings;
    let freed = 0;
    while (freed < max) {
      const held = await this.#look(queue, window, options);
      const chosen = held.slice(0, max - freed);
      freed += await this.#free(queue, chosen, held.slice(chosen.length), freed);
      if (held.length < window) break;
    }
    return freed;
  }

  async #unholdNamed(
    queue: string,
    ids: ReadonlySet<string>,
    options?: CallOptions,
  ): Promise<number> {
    const wanted = (each: Delivery): boolean => ids.has(each.frame.id);
    const held = await this.#look(queue, Infinity, options);
    const rest = held.filter((each) => !wanted(each));
    return this.#free(queue, held.filter(wanted), rest, 0);
  }

  /** Takes out up to `most` of what is held, oldest hold first. */
  async #look(
    queue: string,
    most: number,
    options: CallOptions | undefined,
  ): Promise<readonly Delivery[]> {
    const { lookMs, lookLeaseMs } = this.#settings;
    const held: Delivery[] = [];
    try {
      while (held.length < most) {
        const got = await this.#inner.receive([heldPlace(queue)], {
          ...options,
          max: Math.min(LOOK_BATCH, most - held.length),
          waitMs: lookMs,
          leaseMs: lookLeaseMs,
        });
        if (got.length === 0) break;
        for (const each of got) {
          this.#warn(queue, each);
          held.push(each);
        }
      }
    } catch (error) {
      await this.#putBack(held);
      throw error;
    }
    return held.sort((a, b) => (a.frame.heldAt ?? 0) - (b.frame.heldAt ?? 0));
  }

  /**
   * Puts back the rest last: where a connection gives back all that it has or nothing, that spares
   * a copy of each.
   */
  async #free(
    queue: string,
    chosen: readonly Delivery[],
    rest: readonly Delivery[],
    before: number,
  ): Promise<number> {
    const results = await this.#mover.move(chosen.map((delivery) => unseenMove(delivery, queue)));
    const failed = chosen.filter((_, index) => results[index] !== undefined);
    await this.#putBack([...failed, ...rest]);
    const error = results.find((each) => JobQueueError.is(each));
    if (error !== undefined && failed.length === chosen.length && before === 0) throw error;
    return chosen.length - failed.length;
  }

  /** Best effort: what can't be given back comes back when the look's lease ends. */
  async #putBack(held: readonly Delivery[]): Promise<void> {
    if (held.length === 0) return;
    // What can't be given back lapses.
    await this.#inner.release?.(held).catch(() => undefined);
  }

  #warn(queue: string, { frame, keptMs }: Delivery): void {
    const { onExpiring, now } = this.#settings;
    const retentionMs = keptMs ?? this.#settings.retentionMs;
    if (retentionMs === undefined || frame.heldAt === undefined) return;
    const expiresAt = frame.heldAt + retentionMs;
    if (expiresAt - now() < retentionMs / 5) onExpiring?.({ queue, id: frame.id, expiresAt });
  }

  async #alone<T>(queue: string, look: () => Promise<T>): Promise<T> {
    const before = this.#looks.get(queue) ?? Promise.resolve();
    const own = before.then(look, look);
    this.#looks.set(queue, own);
    try {
      return await own;
    } finally {
      if (this.#looks.get(queue) === own) this.#looks.delete(queue);
    }
  }
}

function viewOf({ frame }: Delivery): TaskView {
  const { id, priority, attempts, ttrMs } = frame;
  return { id, state: 'held', body: new Uint8Array(frame.body), priority, attempts, ttrMs };
}
