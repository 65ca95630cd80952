import { expect, test } from 'vitest';

import { type Fault, FAULTS } from './chaos/monkey.js';
import { chaos } from './chaos/run.js';

// `npm run chaos -- redis --minutes 10`
const minutes = Number(process.env['JQ_CHAOS_MINUTES'] ?? '0.25');
const seed = Number(process.env['JQ_CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const LONGEST_END_MS = 90_000;

test.each<{ what: string; faults: readonly Fault[] }>([
  { what: 'everything that can break', faults: FAULTS },
])(
  'a history without fault under $what',
  async ({ faults }) => {
    const forMs = minutes * 60_000;
    const report = await chaos({ forMs, seed, faults });
    console.info(`seed ${seed}`, report.faults, report.outcomes);
    expect(report.violations.slice(0, 5), `seed ${seed}`).toEqual([]);
    expect(report.hangs, `seed ${seed}`).toEqual([]);
    expect(report.outcomes['complete ok'] ?? 0).toBeGreaterThan(0);
  },
  minutes * 60_000 + LONGEST_END_MS,
);
