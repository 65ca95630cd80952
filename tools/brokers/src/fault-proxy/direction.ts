import type { Socket } from 'node:net';

/** How bytes travel now; read anew for every chunk. */
export interface Conditions {
  /** Time between taking a chunk and passing it on, in milliseconds. */
  readonly delayMs: number;
  /** Most bytes of one write; each goes out in a packet of its own. 0: as they came. */
  readonly sliceBytes: number;
  /** Nothing is passed on; it waits for better times, as in a network that is cut in two. */
  readonly stalled: boolean;
}

interface Parcel {
  readonly bytes: Buffer;
  readonly dueAt: number;
}

// Enough to hold what a test sends; beyond it the sender is slowed down as by a full network.
const WINDOW_BYTES = 1_048_576;

/** One direction of one connection: takes from `from`, gives to `to`, in order. */
export class Direction {
  readonly #to: Socket;
  readonly #from: Socket;
  readonly #conditions: () => Conditions;
  readonly #parcels: Parcel[] = [];
  #waitingBytes = 0;
  #running = false;
  #ended = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket, conditions: () => Conditions) {
    this.#from = from;
    this.#to = to;
    this.#conditions = conditions;
    from.on('end', () => {
      this.#ended = true;
      this.run();
    });
  }

  pass(bytes: Buffer): void {
    this.#parcels.push({ bytes, dueAt: performance.now() + this.#conditions().delayMs });
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > WINDOW_BYTES) this.#from.pause();
    this.run();
  }

  /** Passes on what may go now; call it when conditions change. */
  run(): void {
    if (this.#running) return;
    this.#running = true;
    this.#step();
  }

  #step(): void {
    clearTimeout(this.#timer);
    const { stalled, sliceBytes } = this.#conditions();
    const parcel = this.#parcels[0];
    if (stalled || parcel === undefined || this.#to.destroyed) {
      this.#running = false;
      if (parcel === undefined && this.#ended && !stalled) this.#to.end();
      return;
    }
    const wait = parcel.dueAt - performance.now();
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#step(), Math.ceil(wait));
      return;
    }
    this.#parcels.shift();
    let now = parcel.bytes;
    if (sliceBytes > 0 && now.length > sliceBytes) {
      this.#parcels.unshift({ ...parcel, bytes: now.subarray(sliceBytes) });
      now = now.subarray(0, sliceBytes);
    }
    this.#waitingBytes -= now.length;
    if (this.#waitingBytes <= WINDOW_BYTES) this.#from.resume();
    // The next slice starts in a turn of its own, so that the receiver sees it apart.
    this.#to.write(now, () => (sliceBytes > 0 ? setImmediate(() => this.#step()) : this.#step()));
  }
}
