/** The broker's unit. Rounded up: nothing is early. */
export function secondsOf(ms: number): number {
  return Math.ceil(ms / 1000);
}

/**
 * The ttr to ask the broker for: the next whole second after the lease's own. So a lease ends here
 * before it ends there, by at most a second, whatever the rounding of the broker's answers.
 */
export function brokerTtr(ttrMs: number): number {
  return Math.floor(ttrMs / 1000) + 1;
}

/** The lease of a task that somebody else put, with the same second to spare where there is one. */
export function leaseOf(brokerTtrSeconds: number): number {
  return Math.max(1, brokerTtrSeconds - 1) * 1000;
}
