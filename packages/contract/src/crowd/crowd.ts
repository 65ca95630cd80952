import { checkHistory } from '../history/check-history.js';
import type { HistoryEvent } from '../history/event.js';
import { HistoryRecorder } from '../history/recorder.js';
import type { Violation } from '../history/violation.js';
import type { Lab } from '../lab.js';
import type { RandomSource } from '../random-source.js';
import type { Connection } from '../space.js';

/** What the members of a crowd share: queues, how much is to be done, and the history of it. */
export class Crowd {
  readonly lab: Lab;
  readonly random: RandomSource;
  readonly queues: readonly [string, ...string[]];
  readonly #events: HistoryEvent[] = [];
  /** Tasks still to be put. */
  left: number;
  /** Set when nothing more is to be begun. */
  over = false;
  #connections = 0;

  constructor(lab: Lab, random: RandomSource, label: string, tasks: number) {
    this.lab = lab;
    this.random = random;
    this.left = tasks;
    const several = lab.has('QUEUES');
    this.queues = [
      lab.queueNamed(`${label}-a`),
      ...(several ? [lab.queueNamed(`${label}-b`)] : []),
    ];
  }

  /** Another connection, recorded. */
  async connect(): Promise<Connection> {
    this.#connections += 1;
    const recorder = new HistoryRecorder({
      by: `connection ${this.#connections}`,
      sink: (event) => void this.#events.push(event),
      ...(this.lab.space.clock === undefined ? {} : { clock: this.lab.space.clock }),
    });
    return recorder.wrap(await this.lab.connect()) as Connection;
  }

  /** What the history proves so far, had everything been taken out. */
  violations(): Violation[] {
    const events = this.#events.toSorted((a, b) => a.at - b.at);
    return checkHistory(events, { supports: this.lab.supports, drained: true });
  }

  /** A little time, different each time. */
  breathe(): Promise<void> {
    return this.lab.sleep(this.random.below(Math.ceil(this.lab.shortMs / 20)));
  }
}
