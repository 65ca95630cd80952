import type { Adapter, Clock } from '@jq/core/adapter';

import { checkHistory } from '../history/check-history.js';
import { historyClock } from '../history/clock.js';
import type { HistoryEvent } from '../history/event.js';
import { HistoryRecorder } from '../history/recorder.js';
import type { Violation, ViolationKind } from '../history/violation.js';
import { Lab } from '../lab.js';
import { RandomSource } from '../random-source.js';
import type { Connection } from '../space.js';
import { Failpoint, type FailpointMode } from './failpoint.js';
import type { CrashMove } from './moves.js';
import type { Step, StepHook } from './steps.js';

/** An adapter whose process can end. */
export interface Crashable {
  readonly adapter: Adapter;
  /** What the end of its process does by itself: its connections break. Nothing is given back. */
  kill(): Promise<void>;
}

/** One store of a broker; as many connections to it as a run wants. */
export interface CrashSpace {
  /** Composed over `stepped(transport, at)`. */
  connect(at: StepHook): Crashable | Promise<Crashable>;
  destroy(): Promise<void>;
  /**
   * How long a process that ended may keep held tasks from others: `lookLeaseMs` of its parking.
   * Default 0.
   */
  readonly hiddenMs?: number;
  /** As in `Space`. */
  readonly clock?: Clock & { advance(ms: number): Promise<void> };
}

/** Stop this move at this step. */
export interface Order {
  readonly move: CrashMove;
  readonly step: number;
  readonly seed: number;
}

export interface CrashRun {
  readonly move: string;
  /** Undefined when the move had fewer steps. */
  readonly stoppedAt: Step | undefined;
  /** A task came twice in the end. */
  readonly duplicated: boolean;
  readonly violations: readonly Violation[];
}

/** A stop may double a task; nothing excuses these. */
const NEVER: ReadonlySet<ViolationKind> = new Set(['lost', 'bytes', 'early', 'ghost', 'held']);

const PATIENCE_MS = 90_000;

/** One run: tasks, a move, its end in the middle, and somebody who takes out what is left. */
export async function crashOnce(
  space: CrashSpace,
  order: Order & { readonly failure: FailpointMode },
): Promise<CrashRun> {
  const run = await Run.begin(space, order);
  try {
    await run.stopTheMove();
    await run.takeOut();
    return run.result();
  } finally {
    await run.end();
  }
}

class Run {
  readonly #lab: Lab;
  readonly #order: Order & { readonly failure: FailpointMode };
  readonly #random: RandomSource;
  readonly #failpoint: Failpoint;
  readonly #victim: Crashable;
  readonly #hiddenMs: number;
  readonly #events: HistoryEvent[] = [];
  readonly #came = new Map<string, number>();

  static async begin(
    space: CrashSpace,
    order: Order & { readonly failure: FailpointMode },
  ): Promise<Run> {
    const random = new RandomSource(order.seed);
    const failpoint = new Failpoint(order.failure, async () => {
      for (let turns = random.below(4); turns > 0; turns -= 1) await Promise.resolve();
    });
    const victim = await space.connect(failpoint.at);
    const { supports } = victim.adapter;
    const connect = async (): Promise<Adapter> => (await space.connect(() => undefined)).adapter;
    const lab = new Lab({ ...space, connect }, { supports, random: {} }, 1);
    const { hiddenMs = 0 } = space;
    return new Run(lab, { order, random, failpoint, victim, hiddenMs });
  }

  private constructor(
    lab: Lab,
    parts: {
      order: Order & { readonly failure: FailpointMode };
      random: RandomSource;
      failpoint: Failpoint;
      victim: Crashable;
      hiddenMs: number;
    },
  ) {
    this.#lab = lab;
    this.#order = parts.order;
    this.#random = parts.random;
    this.#failpoint = parts.failpoint;
    this.#victim = parts.victim;
    this.#hiddenMs = parts.hiddenMs;
  }

  async stopTheMove(): Promise<void> {
    const [lab, random, failpoint] = [this.#lab, this.#random, this.#failpoint];
    const { move, step, failure } = this.#order;
    if (!move.fits(lab)) return;
    const victim = this.#recorded('victim', this.#victim.adapter);
    const other = this.#recorded('other', await lab.connect());
    const count = 1 + random.below(4);
    await lab.put(other, this.#tasks(count));
    const act = await move.prepare({ lab, random, victim, other, count });
    failpoint.arm(step);
    const acting = (): Promise<unknown> => act().catch(() => undefined);
    await lab.settle(Promise.race([acting(), failpoint.death]));
    failpoint.arm(Infinity);
    if (failure === 'fail' && failpoint.reached !== undefined) await lab.settle(acting());
    if (failpoint.reached === undefined || failure === 'fail') return lab.settle(victim.close());
    this.#events.push({ at: this.#now(), by: 'victim', kind: 'died' });
    failpoint.kill();
    await this.#victim.kill();
  }

  /** Everything that is left, until nothing is owed and nothing comes. */
  async takeOut(): Promise<void> {
    const lab = this.#lab;
    const { queue, shortMs, supports } = lab;
    const adapter = this.#recorded('drainer', await lab.connect());
    const giveUp = lab.now() + PATIENCE_MS;
    const waitMs = Math.min(supports.maxWaitMs, shortMs);
    await lab.outlast();
    await lab.wait(this.#hiddenMs);
    for (;;) {
      if (lab.has('HOLD')) await lab.settle(adapter.unhold(queue, { max: 1_000_000 }));
      const got = await lab.settle(adapter.reserve([queue], { max: 10, waitMs }));
      await lab.settle(adapter.complete(got.map(({ lease }) => lease)));
      for (const { lease } of got)
        this.#came.set(lease.taskId, (this.#came.get(lease.taskId) ?? 0) + 1);
      if (got.length > 0) continue;
      if (lab.now() > giveUp || this.#violations().every(({ kind }) => kind !== 'lost')) return;
    }
  }

  result(): CrashRun {
    return {
      move: this.#order.move.name,
      stoppedAt: this.#failpoint.reached,
      duplicated: [...this.#came.values()].some((times) => times > 1),
      violations: this.#violations(),
    };
  }

  async end(): Promise<void> {
    this.#failpoint.kill();
    await this.#lab.tearDown();
  }

  #violations(): Violation[] {
    const { supports } = this.#lab;
    const events = this.#events.toSorted((a, b) => a.at - b.at);
    const found = checkHistory(events, { supports, drained: true });
    return found.filter(({ kind }) => NEVER.has(kind));
  }

  #tasks(count: number) {
    const { move } = this.#order;
    const lab = this.#lab;
    return Array.from({ length: count }, () =>
      lab.task({
        ttrMs: lab.shortMs,
        delayMs: move.delayed === true ? lab.shortMs : 0,
        priority: lab.urgency(this.#random.pick([0, 512, 4_294_967_295])),
        body: Buffer.from(`body ${this.#random.below(1_000_000)}`),
      }),
    );
  }

  #recorded(by: string, adapter: Adapter): Connection {
    const { clock } = this.#lab.space;
    const sink = (event: HistoryEvent): void => void this.#events.push(event);
    return new HistoryRecorder({ by, sink, ...(clock && { clock }) }).wrap(adapter) as Connection;
  }

  #now(): number {
    return historyClock(this.#lab.space.clock).now();
  }
}
