import type { ReturnQuestions } from '../server/return-questions.js';
import type { Returns } from '../wire/admin-reader.js';
import { soon } from './soon.js';

const PATIENCE_MS = 1000;
const NONE: Returns = new Map();

/**
 * What one connection knows of earlier deliveries of its jobs. Each worker that a task kills is
 * followed by one with a new connection: so that asks once, with its first job, and again only when
 * a job comes of which the answer told.
 */
export class EarlierDeliveries {
  readonly #questions: ReturnQuestions;
  #asked = false;
  #returns: Returns = NONE;

  constructor(questions: ReturnQuestions) {
    this.#questions = questions;
  }

  /** Nothing is to be found out about any job. */
  get none(): boolean {
    return this.#asked && this.#returns.size === 0;
  }

  /** Whether a job that just came is worth a question. */
  suspects(handle: string): boolean {
    return !this.#asked || this.#returns.has(handle);
  }

  /** Asks the server; what takes too long is of use later. */
  async ask(): Promise<void> {
    const learning = this.#questions.ask().then((returns) => {
      if (returns !== undefined) this.#returns = returns;
    });
    await soon(learning, PATIENCE_MS);
    this.#asked = true;
  }

  /** How often the server gave this job to workers, now included; undefined when it did not say. */
  receives(handle: string): number | undefined {
    const returns = this.#returns.get(handle);
    return returns === undefined ? undefined : returns + 1;
  }
}
