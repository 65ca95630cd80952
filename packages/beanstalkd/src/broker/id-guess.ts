const TRUSTED = 2;
const CERTAIN = 4;

/**
 * Guesses which job comes next. Jobs are numbered in the order in which they are put, so in a queue
 * that is alone on its server, or while it is quiet there, the next job often is the next number.
 */
export class IdGuess {
  #expected = 0;
  #trust = 0;

  /** The number expected next, while guesses have been right. */
  get next(): number | undefined {
    return this.#trust >= TRUSTED ? this.#expected : undefined;
  }

  /** A job came. */
  saw(jobId: string): void {
    const number = Number(jobId);
    this.#trust = number === this.#expected ? Math.min(CERTAIN, this.#trust + 1) : 0;
    this.#expected = number + 1;
  }
}
