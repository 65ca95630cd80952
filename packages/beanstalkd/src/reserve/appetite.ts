// One flight of this many keeps a server busy for some ten milliseconds.
const MOST = 1000;

/** How many jobs to ask for at once: twice as many when all came, as many as came when not. */
export class Appetite {
  #next = 1;

  ask(max: number): number {
    return Math.min(max, this.#next);
  }

  got(count: number, asked: number): void {
    if (count < asked) this.#next = Math.max(1, count);
    else if (asked >= this.#next) this.#next = Math.min(MOST, asked * 2);
  }
}
