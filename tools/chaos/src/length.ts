// Room for the end of a run: its last faults, the crew's last calls, emptying the queues.
const LONGEST_END_MS = 90_000;

/** How long a run takes, and what it begins with. */
export interface Length {
  readonly forMs: number;
  readonly seed: number;
  /** For the time limit of the test. */
  readonly atMostMs: number;
}

/** As `npm run chaos -- NAME --minutes M --seed S` asked for; else so many minutes and any seed. */
export function lengthOf(usualMinutes: number, env: NodeJS.ProcessEnv = process.env): Length {
  const forMs = Number(env['JQ_CHAOS_MINUTES'] ?? usualMinutes) * 60_000;
  const seed = Number(env['JQ_CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  return { forMs, seed, atMostMs: forMs + LONGEST_END_MS };
}
