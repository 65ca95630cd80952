import { JobQueueError } from '@jq/core/adapter';

import type { Directory } from './directory.js';
import { type QueueParts, SqsQueue } from './queue.js';

/** The queues in use, by their places. */
export class SqsQueues {
  readonly #directory: Directory;
  readonly #parts: QueueParts;
  readonly #found = new Map<string, Promise<SqsQueue>>();

  constructor(directory: Directory, parts: QueueParts) {
    this.#directory = directory;
    this.#parts = parts;
  }

  /** The queue of a place, created if need be. @throws JobQueueError as `Directory.queue` */
  queue(place: string): Promise<SqsQueue> {
    let found = this.#found.get(place);
    if (found === undefined) {
      found = this.#directory.queue(place).then((info) => new SqsQueue(place, info, this.#parts));
      this.#keep(place, found);
    }
    return found;
  }

  /** The queue of a place where it is there. */
  async find(place: string): Promise<SqsQueue | undefined> {
    const found = this.#found.get(place);
    if (found !== undefined) return found;
    const info = await this.#directory.find(place);
    if (info === undefined) return undefined;
    const queue = this.#found.get(place) ?? Promise.resolve(new SqsQueue(place, info, this.#parts));
    this.#keep(place, queue);
    return queue;
  }

  /** What to say of a queue that was deleted, which is looked for, or created, again next time. */
  deleted({ place, info }: SqsQueue, cause: JobQueueError): JobQueueError {
    this.#found.delete(place);
    return new JobQueueError('unavailable', `SQS queue ${info.name} was deleted; try again`, {
      cause,
    });
  }

  #keep(place: string, queue: Promise<SqsQueue>): void {
    this.#found.set(place, queue);
    queue.catch(() => this.#found.delete(place));
  }
}
