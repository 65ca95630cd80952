const FIRST_MS = 100;

/**
 * Waits between tries against a broker: doubling from 100 ms up to `capMs`, half of it at random.
 */
export function backoffMs(tries: number, capMs: number, random: () => number): number {
  const most = Math.min(capMs, FIRST_MS * 2 ** Math.min(tries, 30));
  return Math.ceil(most / 2 + (random() * most) / 2);
}
