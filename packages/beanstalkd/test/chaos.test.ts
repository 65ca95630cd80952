import { startBeanstalkd } from '@jq/brokers';
import { chaos, CONNECTION_FAULTS, type Fault, lengthOf } from '@jq/chaos';
import type { ViolationKind } from '@jq/contract';
import { expect, test } from 'vitest';

import { beanstalkd } from '../src/index.js';

// `npm run chaos -- beanstalkd --minutes 10`
const { forMs, seed, atMostMs } = lengthOf(0.2);
const ANSWER_MS = 1500;

const subject = {
  start: () => startBeanstalkd({ binlog: 'everyFewMs' }),
  connect: (port: number) =>
    beanstalkd(`127.0.0.1:${port}`, { binlog: true, answerMs: ANSWER_MS, connectMs: ANSWER_MS }),
  patienceMs: 3 * ANSWER_MS + 8000,
};

test.each<{ what: string; faults: readonly Fault[]; forgiven: readonly ViolationKind[] }>([
  {
    what: 'whatever happens to connections',
    faults: CONNECTION_FAULTS,
    // The pause of a queue that is empty ends with the last connection that watches it.
    forgiven: ['paused'],
  },
  {
    what: 'a server that is killed and stands still',
    faults: ['kill', 'freeze', 'cut'],
    // A restart forgets pauses, and counts attempts from nothing: no proof is left of who was ready
    // when.
    forgiven: ['paused', 'order'],
  },
])(
  'a history without fault under $what',
  async ({ faults, forgiven }) => {
    const report = await chaos({ subject, forMs, seed, faults, forgiven });
    console.info(`seed ${seed}`, report.faults, report.outcomes);
    expect(report.violations.slice(0, 5), `seed ${seed}\n${report.story}`).toEqual([]);
    expect(report.hangs, `seed ${seed}`).toEqual([]);
    expect(report.outcomes['complete ok']).toBeGreaterThan(0);
  },
  atMostMs,
);
