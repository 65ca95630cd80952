import type { Results } from '../adapter/adapter.js';
import { Batcher } from '../adapter/batcher.js';
import { fillIn } from '../adapter/results.js';
import type { JobQueueError } from '../errors.js';
import type { Outgoing, Transport } from './transport.js';

interface Put {
  readonly queue: string;
  readonly message: Outgoing;
  readonly resolve: (results: Results) => void;
}

// So many leave together at most: the broker works on them while the next are made.
const TOGETHER = 32;

/**
 * Puts of one task each: those of one tick are sent as one batch, which spares each of them most of
 * the way through the emulations.
 */
export class SinglePuts {
  readonly #transport: Transport;
  readonly #batcher: Batcher<Put> = new Batcher((puts) => this.#sendAll(puts), {
    most: TOGETHER,
  });

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The outcome of this one, as of a batch of one. */
  add(queue: string, message: Outgoing): Promise<Results> {
    return new Promise((resolve) => this.#batcher.add({ queue, message, resolve }));
  }

  /** Sends what waits for the end of the tick. */
  flush(): void {
    this.#batcher.flush();
  }

  #sendAll(puts: readonly Put[]): void {
    const queue = puts[0]?.queue;
    if (puts.every((put) => put.queue === queue)) return void this.#send(puts);
    for (const each of new Set(puts.map((put) => put.queue)))
      void this.#send(puts.filter((put) => put.queue === each));
  }

  /** Those of one queue; never rejects. */
  async #send(puts: readonly Put[]): Promise<void> {
    const [{ queue }] = puts as readonly [Put];
    const messages = puts.map(({ message }) => message);
    const results: (JobQueueError | undefined)[] = puts.map(() => undefined);
    const send = (): Promise<Results> => this.#transport.send(queue, messages);
    await fillIn(results, messages, () => true, send);
    for (const [index, { resolve }] of puts.entries()) resolve([results[index]]);
  }
}
