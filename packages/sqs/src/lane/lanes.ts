import { JobQueueError } from '@jq/core/adapter';

import type { Directory } from '../queues/directory.js';
import { Lane, type LaneParts } from './lane.js';

/** The lanes in use, by their places. */
export class Lanes {
  readonly #directory: Directory;
  readonly #parts: LaneParts;
  readonly #found = new Map<string, Promise<Lane>>();

  constructor(directory: Directory, parts: LaneParts) {
    this.#directory = directory;
    this.#parts = parts;
  }

  /**
   * The lane of a place, its queue created if need be. @throws JobQueueError as `Directory.queue`
   */
  lane(place: string): Promise<Lane> {
    let found = this.#found.get(place);
    if (found === undefined) {
      found = this.#directory.queue(place).then((facts) => new Lane(place, facts, this.#parts));
      this.#keep(place, found);
    }
    return found;
  }

  /** The lane of a place whose queue is there. */
  async find(place: string): Promise<Lane | undefined> {
    const found = this.#found.get(place);
    if (found !== undefined) return found;
    const facts = await this.#directory.find(place);
    if (facts === undefined) return undefined;
    const lane = this.#found.get(place) ?? Promise.resolve(new Lane(place, facts, this.#parts));
    this.#keep(place, lane);
    return lane;
  }

  /** What to say of a queue that was deleted, which is looked for, or created, again next time. */
  deleted(lane: Lane, cause: JobQueueError): JobQueueError {
    this.#found.delete(lane.place);
    return new JobQueueError('unavailable', `SQS queue ${lane.facts.name} was deleted; try again`, {
      cause,
    });
  }

  #keep(place: string, lane: Promise<Lane>): void {
    this.#found.set(place, lane);
    lane.catch(() => this.#found.delete(place));
  }
}
