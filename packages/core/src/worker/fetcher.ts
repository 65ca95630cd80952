import type { Reservation } from '../adapter/adapter.js';
import { type ErrorCode, JobQueueError } from '../errors.js';
import { Alarm } from '../time/alarm.js';
import { backoffMs } from './backoff.js';
import type { Processor } from './processor.js';
import type { Settler } from './settler.js';
import type { Slots } from './slots.js';
import type { WorkerContext } from './worker-context.js';
import type { StopReason } from './worker-report.js';

export interface FetcherParts {
  readonly context: WorkerContext;
  readonly queues: readonly string[];
  readonly slots: Slots;
  readonly settler: Settler;
  readonly processor: Processor;
  /** How long one reserve may wait at the broker. */
  readonly waitMs: number;
  /** Stops after so many deliveries. */
  readonly maxTasks: number;
  /** Stops when nothing is ready and nothing runs. */
  readonly untilIdle: boolean;
}

const LONGEST_BACKOFF_MS = 30_000;
const LONGEST_IDLE_PAUSE_MS = 1000;
/** What an answer may take beyond the wait itself. */
const ANSWER_MS = 15_000;

// Before the first answer another try can't help: the program is wrong, or its configuration. After
// it these pass, too: rights are taken away and given back, keys expire, servers change.
const FATAL_AT_FIRST: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['invalid', 'unsupported']);

/**
 * Reserves tasks, never more than there are free slots. One reserve at a time; whatever becomes of
 * it, the loop goes on: an error or a missing answer is reported and followed by a pause.
 */
export class Fetcher {
  readonly #parts: FetcherParts;
  readonly #alarm: Alarm;
  #controller: AbortController = new AbortController();
  #stopReason: StopReason | undefined;
  #fetched = 0;
  /** The broker has answered a reserve. */
  #answered = false;
  #failures = 0;
  #emptyAnswers = 0;
  #reserves = 0;
  /** Of the reserve under way. */
  #deadline = Infinity;
  #giveUp: () => void = () => undefined;
  #wake: () => void = () => undefined;

  constructor(parts: FetcherParts) {
    this.#parts = parts;
    this.#alarm = new Alarm(parts.context.clock, () => this.#checkDeadline());
  }

  /**
   * Until `stop` or a limit; answers which.
   * @throws JobQueueError `closed`; and before the first answer of the broker also `invalid` and
   * `unsupported`: what no further try can mend
   */
  async run(): Promise<StopReason> {
    while (this.#stopReason === undefined) {
      const room = this.#room();
      if (room <= 0) await this.#parts.context.waiters.wait();
      else await this.#fetch(room);
    }
    return this.#stopReason;
  }

  /** Ends the loop; a reserve under way is aborted, and what it still brings is given back. */
  stop(reason: StopReason): void {
    this.#stopReason ??= reason;
    this.#controller.abort();
    this.#wake();
    this.#parts.context.waiters.wake();
  }

  /** Leaves no timer; a reserve that ignored its signal is waited for no longer. */
  end(): void {
    this.#alarm.stop();
  }

  /**
   * Free slots, less what the settler has not got rid of: a silent broker must not pile up
   * outcomes.
   */
  #room(): number {
    const { slots, settler, maxTasks } = this.#parts;
    const backlog = slots.size + slots.free - settler.pending;
    return Math.min(slots.free, backlog, maxTasks - this.#fetched);
  }

  get #quiet(): boolean {
    return this.#parts.slots.taken === 0 && this.#parts.settler.pending === 0;
  }

  async #fetch(room: number): Promise<void> {
    const { context, untilIdle, maxTasks } = this.#parts;
    const once = untilIdle && this.#quiet;
    const waitMs = once ? 0 : this.#parts.waitMs;
    const sentAt = context.clock.monotonic();
    try {
      const taken = await this.#reserve(room, waitMs);
      this.#deadline = Infinity;
      this.#failures = 0;
      this.#answered = true;
      this.#start(taken, room);
      if (once && taken.length === 0) this.stop('idle');
      else if (this.#fetched >= maxTasks) this.stop('tasks');
      else await this.#pauseIfEmpty(taken.length, context.clock.monotonic() - sentAt);
    } catch (error) {
      this.#deadline = Infinity;
      await this.#failed(JobQueueError.from(error, 'reserve'));
    }
  }

  /** A broker that cannot wait is asked at growing intervals instead. */
  async #pauseIfEmpty(count: number, waitedMs: number): Promise<void> {
    const waited = waitedMs > this.#parts.waitMs / 2 || this.#controller.signal.aborted;
    if (count > 0 || waited) this.#emptyAnswers = 0;
    else await this.#pause(this.#emptyAnswers++, LONGEST_IDLE_PAUSE_MS);
  }

  #start(taken: readonly Reservation[], room: number): void {
    const { processor } = this.#parts;
    let left = this.#stopReason === undefined ? room : 0;
    for (const reservation of taken) {
      if (left-- <= 0) processor.release(reservation);
      else {
        this.#fetched++;
        processor.start(reservation);
      }
    }
  }

  #reserve(max: number, waitMs: number): Promise<readonly Reservation[]> {
    const { context, queues, processor } = this.#parts;
    if (this.#controller.signal.aborted) this.#controller = new AbortController();
    const { signal } = this.#controller;
    this.#reserves++;
    if (this.#parts.untilIdle && waitMs > 0) void this.#abortWhenQuiet(this.#controller);
    return new Promise((resolve, reject) => {
      let overdue = false;
      this.#deadline = context.clock.monotonic() + waitMs + ANSWER_MS;
      this.#giveUp = () => {
        overdue = true;
        this.#controller.abort();
        reject(noAnswer(context.adapter.name, waitMs + ANSWER_MS));
      };
      this.#alarm.at(this.#deadline);
      context.adapter.reserve(queues, { max, waitMs, signal }).then((taken) => {
        if (overdue) for (const reservation of taken) processor.release(reservation);
        else resolve(taken);
      }, reject);
    });
  }

  /** The end of the last running task is the end of waiting, too. */
  async #abortWhenQuiet(controller: AbortController): Promise<void> {
    const own = this.#reserves;
    while (this.#reserves === own && !this.#quiet) await this.#parts.context.waiters.wait();
    if (this.#reserves === own) controller.abort();
  }

  #checkDeadline(): void {
    if (this.#deadline > this.#parts.context.clock.monotonic()) this.#alarm.at(this.#deadline);
    else this.#giveUp();
  }

  async #failed(error: JobQueueError): Promise<void> {
    if (error.code === 'aborted' || this.#stopReason !== undefined) return;
    if (error.code === 'closed' || (!this.#answered && FATAL_AT_FIRST.has(error.code))) throw error;
    this.#parts.context.life.fault(error);
    await this.#pause(this.#failures++, LONGEST_BACKOFF_MS);
  }

  /** Cut short by `stop`. */
  #pause(tries: number, longestMs: number): Promise<void> {
    if (this.#stopReason !== undefined) return Promise.resolve();
    const { clock, random } = this.#parts.context;
    return new Promise((resolve) => {
      const cancel = clock.after(backoffMs(tries, longestMs, random), resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}

function noAnswer(adapter: string, afterMs: number): JobQueueError {
  return new JobQueueError(
    'unavailable',
    `adapter ${adapter} gave no answer to reserve within ${afterMs} ms; trying again`,
  );
}
