import { startGearmand } from '@jq/brokers';
import { chaos, CONNECTION_FAULTS, type Fault, lengthOf } from '@jq/chaos';
import type { ViolationKind } from '@jq/contract';
import { expect, test } from 'vitest';

import { gearman } from '../src/index.js';

// `npm run chaos -- gearman --minutes 10`
const { forMs, seed, atMostMs } = lengthOf(0.1);

// What follows from a task that is there twice, which a move that was cut off between its two steps
// leaves: declared with RETRY, HOLD and DELAY. Nothing may be lost, made up or mangled.
const TWICE: readonly ViolationKind[] = [
  'after-complete',
  'double-lease',
  'early',
  'fenced',
  'held',
];

/** With a persistent queue the server waits for the disk before it answers. */
const subject = (persistent: boolean, answerMs: number) => ({
  start: () => startGearmand({ persistent }),
  connect: (port: number) =>
    gearman(`127.0.0.1:${port}`, { persistent, answerMs, connectMs: answerMs, probe: false }),
  patienceMs: 3 * answerMs + 8000,
});

test.each<{ what: string; faults: readonly Fault[]; on: ReturnType<typeof subject> }>([
  {
    what: 'whatever happens to connections',
    faults: CONNECTION_FAULTS,
    on: subject(false, 1500),
  },
  {
    what: 'a server that is killed and stands still',
    faults: ['kill', 'freeze', 'cut'],
    on: subject(true, 6000),
  },
])(
  'nothing is lost, whatever becomes twice, under $what',
  async ({ faults, on }) => {
    const report = await chaos({ subject: on, forMs, seed, faults, forgiven: TWICE });
    console.info(`seed ${seed}`, report.faults, report.outcomes);
    expect(report.violations.slice(0, 5), `seed ${seed}\n${report.story}`).toEqual([]);
    expect(report.hangs, `seed ${seed}`).toEqual([]);
    expect(report.outcomes['complete ok']).toBeGreaterThan(0);
  },
  atMostMs,
);
