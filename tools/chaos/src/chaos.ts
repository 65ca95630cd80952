import { checkHistory, type Violation, type ViolationKind } from '@jq/contract';

import { disturb, type Fault } from './disturb.js';
import { operate, produce, work } from './members.js';
import { Random } from './random.js';
import { Stage, type Subject } from './stage.js';
import { storyOf } from './story.js';

export interface ChaosOptions {
  readonly subject: Subject;
  readonly forMs: number;
  /** The same seed gives the same run, as far as time allows. */
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** Violations that the broker is declared to be capable of under these faults. */
  readonly forgiven?: readonly ViolationKind[];
}

export interface ChaosReport {
  readonly violations: readonly Violation[];
  /** Calls that took longer than they may. */
  readonly hangs: readonly string[];
  readonly faults: Readonly<Record<string, number>>;
  /** How many calls ended how: `put ok`. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** What the first violation's task went through; empty if there is none. */
  readonly story: string;
}

const PRODUCERS = 3;
const WORKERS = 5;
/** For emptying the queues: so long may nothing become less. */
const STUCK_MS = 30_000;
const UNHOLD_AT_ONCE = 1000;

// Room for the end of a run: its last faults, everybody's last calls, emptying the queues.
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

/**
 * Lets producers, workers and an operator work while things break, empties the queues, and checks
 * what everybody saw.
 */
export async function chaos(options: ChaosOptions): Promise<ChaosReport> {
  const { subject, forMs, seed, faults, forgiven = [] } = options;
  const broker = await subject.start();
  const stage = new Stage(subject, broker, new Random(seed));
  const end = setTimeout(() => (stage.over = true), forMs);
  try {
    const [counts] = await Promise.all([
      disturb(stage, faults),
      ...Array.from({ length: PRODUCERS }, (_, n) => produce(stage, `p${n}`)),
      ...Array.from({ length: WORKERS }, () => work(stage)),
      operate(stage),
    ]);
    await drain(stage);
    const { supports } = subject.connect(broker.port);
    const events = stage.events.toSorted((a, b) => a.at - b.at);
    const violations = checkHistory(events, { supports, drained: true }).filter(
      ({ kind }) => !forgiven.includes(kind),
    );
    const [first] = violations;
    return {
      violations,
      story: first === undefined ? '' : storyOf(events, first.id),
      hangs: stage.hangs,
      faults: Object.fromEntries(counts),
      outcomes: Object.fromEntries(stage.outcomes),
    };
  } finally {
    clearTimeout(end);
    stage.over = true;
    await Promise.all([...stage.actors].map(({ proxy }) => proxy.stop()));
    await broker.stop();
  }
}

/**
 * Until nothing is left: what is held is freed, what is delayed or leased becomes ready in time.
 */
async function drain(stage: Stage): Promise<void> {
  const { adapter } = await stage.actor('drainer');
  let least = Infinity;
  let limit = performance.now() + STUCK_MS;
  for (;;) {
    for (const queue of stage.queues) {
      if (adapter.supports.rules.PAUSE !== 'unsupported') await adapter.pause(queue, 0);
      await adapter.unhold(queue, { max: UNHOLD_AT_ONCE });
    }
    const taken = await adapter.reserve(stage.queues, { max: 250, waitMs: 200 });
    await adapter.complete(taken.map(({ lease }) => lease));
    const left = await Promise.all(stage.queues.map((queue) => adapter.stats(queue)));
    const count = left.reduce(
      (n, { ready, delayed, reserved, held }) => n + ready + delayed + reserved + held,
      0,
    );
    if (count === 0) break;
    if (count < least) {
      least = count;
      limit = performance.now() + STUCK_MS;
    }
    if (performance.now() > limit) throw new Error(`not drained: ${JSON.stringify(left)}`);
  }
  await adapter.close();
}
