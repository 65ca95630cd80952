import { startRedis } from '@jq/brokers';
import { checkHistory, formatEvent, type Violation } from '@jq/contract';

import { operate, produce, work } from './crew.js';
import { disturb, type Fault } from './monkey.js';
import { Random } from './random.js';
import { Stage } from './stage.js';

export interface ChaosOptions {
  readonly forMs: number;
  readonly seed: number;
  readonly faults: readonly Fault[];
}

export interface ChaosReport {
  readonly violations: readonly Violation[];
  readonly hangs: readonly string[];
  readonly faults: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
  /** The history, for a look at what led to a violation. */
  history(): string;
}

const PRODUCERS = 3;
const WORKERS = 5;
const DRAIN_MS = 30_000;

/** Lets a crew work while a monkey breaks things, empties the queues, and checks what everybody saw. */
export async function chaos({ forMs, seed, faults }: ChaosOptions): Promise<ChaosReport> {
  // A server that is killed keeps only what it has synced for sure.
  const broker = await startRedis({ appendOnly: 'always' });
  const stage = new Stage(broker, new Random(seed));
  try {
    setTimeout(() => (stage.over = true), forMs);
    const disturbing = disturb(stage, faults);
    await Promise.all([
      ...Array.from({ length: PRODUCERS }, (_, n) => produce(stage, `p${n}`)),
      ...Array.from({ length: WORKERS }, () => work(stage)),
      operate(stage),
    ]);
    const counts = await disturbing;
    await drain(stage);
    const { supports } = stage.connect(broker.port);
    const violations = checkHistory(stage.events, { supports, drained: true });
    return {
      violations,
      hangs: stage.hangs,
      faults: Object.fromEntries(counts),
      outcomes: Object.fromEntries(stage.outcomes),
      history: () => stage.events.map(formatEvent).join('\n'),
    };
  } finally {
    stage.over = true;
    await Promise.all([...stage.proxies].map((proxy) => proxy.stop()));
    await broker.stop();
  }
}

/** Until nothing is left: what is held is freed, what is delayed or leased becomes ready in time. */
async function drain(stage: Stage): Promise<void> {
  const { adapter } = await stage.actor('drainer');
  const limit = performance.now() + DRAIN_MS;
  for (;;) {
    for (const queue of stage.queues) {
      await adapter.pause(queue, 0);
      await adapter.unhold(queue, { max: 100_000 });
    }
    const taken = await adapter.reserve(stage.queues, { max: 250, waitMs: 200 });
    await adapter.complete(taken.map(({ lease }) => lease));
    const left = await Promise.all(stage.queues.map((queue) => adapter.stats(queue)));
    const total = left.reduce(
      (sum, each) => sum + each.ready + each.delayed + each.reserved + each.held,
      0,
    );
    if (total === 0) break;
    if (performance.now() > limit) throw new Error(`not drained: ${JSON.stringify(left)}`);
  }
  await adapter.close();
}
