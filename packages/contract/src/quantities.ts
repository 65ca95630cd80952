const TIMES = [
  ['year', 31_557_600_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
  ['ms', 1],
] as const;

const SIZES = [
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
  ['bytes', 1],
] as const;

/**
 * Milliseconds for people: `12 hours`, `136 years`, `1 ms`. Rounded down, so that a limit holds.
 */
export function duration(ms: number): string {
  const [unit, length] = TIMES.find(([, each]) => ms >= each) ?? TIMES[5];
  const count = Math.floor(ms / length);
  return `${count} ${unit}${count === 1 || unit === 'ms' ? '' : 's'}`;
}

/** Bytes for people; exact, so in the largest unit that divides them. */
export function size(bytes: number): string {
  const [unit, length] = SIZES.find(([, each]) => bytes >= each && bytes % each === 0) ?? SIZES[3];
  return `${bytes / length} ${unit}`;
}

/** A count for people; what no machine reaches is `any`. */
export function amount(count: number): string {
  if (count >= Number.MAX_SAFE_INTEGER) return 'any';
  return count === 2 ** 32 ? '2^32' : String(count);
}
