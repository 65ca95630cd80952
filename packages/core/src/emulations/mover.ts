import type { CallOptions, Results } from '../adapter/adapter.js';
import { fillIn } from '../adapter/results.js';
import type { JobQueueError } from '../errors.js';
import type { Frame } from './frame.js';
import type { Delivery, Transport } from './transport.js';

/** A delivery, and the copy that shall take its place. */
export interface Move {
  readonly delivery: Delivery;
  readonly to: string;
  readonly frame: Frame;
  readonly delayMs: number;
}

type Outcome = JobQueueError | undefined;

/**
 * Moves tasks in two steps: writes the copy and has it confirmed, then removes the original. What
 * ends this process in between leaves both, never none.
 */
export class Mover {
  readonly #inner: Transport;
  /**
   * Copies confirmed whose originals are still there, by token: asked again, only the removal is
   * left to do.
   */
  readonly #written = new WeakSet<object>();

  constructor(inner: Transport) {
    this.#inner = inner;
  }

  /** `options` are for the first step alone: once there is a copy, its original must go. */
  async move(moves: readonly Move[], options?: CallOptions): Promise<Outcome[]> {
    const results = await this.#write(moves, options);
    const originals = moves.map(({ delivery }) => delivery);
    await fillIn(
      results,
      originals,
      (index) => results[index] === undefined,
      (written) => this.#inner.remove(written),
    );
    return results;
  }

  async #write(moves: readonly Move[], options: CallOptions | undefined): Promise<Outcome[]> {
    const results: Outcome[] = moves.map(() => undefined);
    const writing = [...new Set(moves.map(({ to }) => to))].map(async (place) =>
      fillIn(
        results,
        moves,
        (index) => moves[index]?.to === place && !this.#isWritten(moves[index]),
        (chosen) => this.#send(place, chosen, options),
      ),
    );
    await Promise.all(writing);
    return results;
  }

  async #send(
    place: string,
    moves: readonly Move[],
    options: CallOptions | undefined,
  ): Promise<Results> {
    const results = await this.#inner.send(place, moves, options);
    for (const [index, { delivery }] of moves.entries())
      if (results[index] === undefined) this.#written.add(delivery.token);
    return results;
  }

  #isWritten(move: Move | undefined): boolean {
    return move !== undefined && this.#written.has(move.delivery.token);
  }
}

/**
 * The move of a delivery that nobody was given: it goes as it came, and having been taken for that
 * is no attempt. Back to its own place it is still what it was there: held since then, or under
 * way.
 */
export function unseenMove(delivery: Delivery, to: string): Move {
  const { attempts } = delivery.frame;
  const frame =
    to === delivery.queue ? sameAgain(delivery, { attempts }) : copyOf(delivery, { attempts });
  return { delivery, to, frame, delayMs: 0 };
}

/** Deliveries of a task up to this one, which counts, unless it was only looked at while held. */
export function attemptsOf({ frame, receives = 1 }: Delivery): number {
  return frame.heldAt === undefined ? frame.attempts + receives : frame.attempts;
}

/**
 * The frame of a copy that takes the place of a delivery: neither held nor under way, unless told
 * so.
 */
export function copyOf(delivery: Delivery, changes: Partial<Frame> = {}): Frame {
  const { notBefore: _due, heldAt: _held, ...kept } = delivery.frame;
  return { ...kept, attempts: attemptsOf(delivery), moves: kept.moves + 1, ...changes };
}

/** The frame of a copy that is still held, or under way, as what was delivered. */
export function sameAgain(delivery: Delivery, changes: Partial<Frame> = {}): Frame {
  const { notBefore, heldAt } = delivery.frame;
  return copyOf(delivery, {
    ...(notBefore !== undefined && { notBefore }),
    ...(heldAt !== undefined && { heldAt }),
    ...changes,
  });
}
