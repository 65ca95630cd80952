/**
 * Places times of the server on this process's monotonic clock, never later than they were, so that
 * a lease given in the middle of a long wait does not count from the wait's beginning.
 */
export class ServerClock {
  #offset = -Infinity;

  /** The server said `serverMs` in answer to a request sent at `sentAt`. */
  heard(serverMs: number, sentAt: number): void {
    // Whole milliseconds: it may have been almost one later.
    this.#offset = sentAt - serverMs - 1;
  }

  /** When it was `serverMs`, between the sending of a request and its answer. */
  at(serverMs: number, sentAt: number, answeredAt: number): number {
    return Math.min(Math.max(serverMs + this.#offset, sentAt), answeredAt);
  }
}
