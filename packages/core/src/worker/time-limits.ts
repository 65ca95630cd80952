import { JobQueueError } from '../errors.js';
import { Alarm } from '../time/alarm.js';
import type { Clock } from '../time/clock.js';
import type { RunningTask } from './running-task.js';
import type { Slots } from './slots.js';

/** Aborts the signals of handlers that run longer than their task's `timeLimitMs`. */
export class TimeLimits {
  readonly #clock: Clock;
  readonly #slots: Slots;
  readonly #alarm: Alarm;

  constructor(clock: Clock, slots: Slots) {
    this.#clock = clock;
    this.#slots = slots;
    this.#alarm = new Alarm(clock, () => this.#look());
  }

  watch(task: RunningTask, limitMs: number): void {
    task.limitAt = task.startedAt + limitMs;
    this.#alarm.at(task.limitAt);
  }

  stop(): void {
    this.#alarm.stop();
  }

  #look(): void {
    const now = this.#clock.monotonic();
    let next = Infinity;
    this.#slots.forEach((task) => {
      if (task.overLimit) return;
      if (task.limitAt > now) next = Math.min(next, task.limitAt);
      else {
        task.overLimit = true;
        task.abort(overLimit(task));
      }
    });
    this.#alarm.at(next);
  }
}

export function overLimit(task: RunningTask, cause?: unknown): JobQueueError {
  return new JobQueueError(
    'time-limit',
    `task ${task.id} (${task.name}) ran longer than its timeLimitMs of ${task.definition?.timeLimitMs}`,
    cause === undefined ? undefined : { cause },
  );
}
