import type { Results } from '../adapter/adapter.js';
import { Batcher } from '../adapter/batcher.js';
import { fillIn } from '../adapter/results.js';
import type { JobQueueError } from '../errors.js';
import type { Outgoing, Transport } from './transport.js';

interface Put {
  readonly queue: string;
  readonly message: Outgoing;
  readonly resolve: (results: Results<string>) => void;
}

// So many leave together at most: the broker works on them while the next are made.
const TOGETHER = 32;

/**
 * Puts of one task each: those of one tick are sent as one batch, which spares each of them most of
 * the way through the emulations.
 */
export class SinglePuts {
  readonly #transport: Transport;
  readonly #track: (sending: Promise<void>) => void;
  readonly #batcher: Batcher<Put> = new Batcher((puts) => this.#sendAll(puts), TOGETHER);

  /** `track` hears of each batch under way, which never rejects. */
  constructor(transport: Transport, track: (sending: Promise<void>) => void) {
    this.#transport = transport;
    this.#track = track;
  }

  /** The outcome of this one, as of a batch of one. */
  add(queue: string, message: Outgoing): Promise<Results<string>> {
    return new Promise((resolve) => this.#batcher.add({ queue, message, resolve }));
  }

  /** Sends what waits for the end of the tick. */
  flush(): void {
    this.#batcher.flush();
  }

  #sendAll(puts: readonly Put[]): void {
    const queue = puts[0]?.queue;
    if (puts.every((put) => put.queue === queue)) return this.#track(this.#send(puts));
    for (const each of new Set(puts.map((put) => put.queue)))
      this.#track(this.#send(puts.filter((put) => put.queue === each)));
  }

  /** Those of one queue. */
  async #send(puts: readonly Put[]): Promise<void> {
    const [{ queue }] = puts as readonly [Put];
    const messages = puts.map(({ message }) => message);
    const results: (JobQueueError | undefined)[] = puts.map(() => undefined);
    const send = (): Promise<Results> => this.#transport.send(queue, messages);
    await fillIn(results, messages, () => true, send);
    for (const [index, { message, resolve }] of puts.entries())
      resolve([results[index] ?? message.frame.id]);
  }
}
