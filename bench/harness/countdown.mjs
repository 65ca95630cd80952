/** Counts tasks that are done and gone. */
export class Countdown {
  #left = 0;
  #resolve = () => undefined;
  #reject = () => undefined;

  /** Resolves after so many more. */
  of(count) {
    this.#left += count;
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  one() {
    if (--this.#left === 0) this.#resolve();
  }

  fail(error) {
    this.#reject(error);
  }
}
