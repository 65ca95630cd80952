import { JobQueueError, systemClock, timers } from '@jq/core/adapter';

import type { LogicalClock } from '../clock/logical-clock.js';
import { queueBit, type WaiterTable } from '../journal/waiter-table.js';
import { WakeFile } from './wake-file.js';

/** A waiter looks by itself at least this often, should a wake-up be lost with its sender. */
const LOOK_MS = 1000;
/** The same where the system has no file watcher left. */
const BLIND_LOOK_MS = 20;

/** What the waits need to know of the tasks. */
export interface TaskSource<T> {
  /**
   * Takes up to `max` tasks now; empty when there are none. `likely`: takes without looking first.
   */
  take(queues: readonly string[], max: number, likely?: boolean): readonly T[];
  /** Logical time at which a task of these queues becomes ready by itself, or infinity. */
  nextDue(queues: readonly string[]): number;
  /** Queues that have ready tasks, as far as is known; `anew`: after another look. */
  readyQueues(anew?: boolean): string[];
}

/** The folder whose tasks are waited for. */
export interface WaitingPlace {
  readonly folder: string;
  readonly waiters: WaiterTable;
  readonly clock: LogicalClock;
  /** Tells those who append that they have to look into the waiter table. */
  sayWaiting(now: number): void;
}

interface Wait<T> {
  readonly queues: readonly string[];
  readonly mask: number;
  readonly max: number;
  /** On the monotonic clock. */
  readonly deadline: number;
  readonly settle: (tasks: readonly T[] | JobQueueError) => void;
}

const maskOf = (queues: readonly string[]): number =>
  queues.reduce((mask, queue) => mask | queueBit(queue), 0) >>> 0;

/** The reserves of this process that found nothing yet, and how they learn of new tasks. */
export class Waits<T> {
  readonly #place: WaitingPlace;
  readonly #table: WaiterTable;
  readonly #clock: LogicalClock;
  readonly #source: TaskSource<T>;
  readonly #warn: (message: string) => void;
  readonly #waits = new Set<Wait<T>>();
  #wakeFile: WakeFile | undefined;
  #cancelTimer: (() => void) | undefined;
  /** When it goes off, on the monotonic clock. */
  #timerDue: number = Number.POSITIVE_INFINITY;
  #looking = false;
  #checkedAt = 0;
  #warned = false;

  constructor(place: WaitingPlace, source: TaskSource<T>, warn: (message: string) => void) {
    this.#place = place;
    this.#table = place.waiters;
    this.#clock = place.clock;
    this.#source = source;
    this.#warn = warn;
  }

  get size(): number {
    return this.#waits.size;
  }

  /** Tasks when there are any before the time is over or the signal fires, else none. */
  wait(
    queues: readonly string[],
    max: number,
    waitMs: number,
    signal: AbortSignal,
  ): Promise<readonly T[]> {
    return new Promise((resolve, reject) => {
      const abort = (): void => wait.settle([]);
      const wait: Wait<T> = {
        queues,
        max,
        mask: maskOf(queues),
        deadline: timers.now() + waitMs,
        settle: (result) => {
          this.#waits.delete(wait);
          signal.removeEventListener('abort', abort);
          if (result instanceof JobQueueError) reject(result);
          else resolve(result);
        },
      };
      this.#waits.add(wait);
      signal.addEventListener('abort', abort, { once: true });
      this.#look();
    });
  }

  /**
   * Tells whoever waits that tasks of these queues may be ready, or due sooner. `elsewhere`: false
   * where it is known that no other process waits.
   */
  announce(queues: readonly string[], elsewhere = true): void {
    if (this.#waits.size === 0 && !elsewhere) return;
    const mask = maskOf(queues);
    for (const wait of this.#waits)
      if ((wait.mask & mask) !== 0) return timers.queueMicrotask(() => this.#look());
    if (elsewhere) this.#table.wake(mask, this.#clock.now());
  }

  /** Their journal is not the one of the folder any more. */
  abandon(why: JobQueueError): void {
    for (const wait of this.#waits) wait.settle(why);
    this.#cancelTimer?.();
    this.#wakeFile?.close();
    this.#wakeFile = undefined;
  }

  close(): void {
    for (const wait of this.#waits) wait.settle([]);
    this.#cancelTimer?.();
    try {
      this.#setEntry(false, 0, 0);
    } finally {
      this.#wakeFile?.close();
      this.#wakeFile = undefined;
    }
  }

  /** Serves the waits as far as tasks go, then gets ready to be woken again. */
  #look(woken = false): void {
    if (this.#looking) return;
    if (this.#waits.size === 0) return woken ? this.#passOnUnused() : undefined;
    this.#looking = true;
    try {
      let took = this.#serve(woken);
      if (this.#waits.size > 0) {
        // First say that we wait, then look once more: a put in between rings or is seen.
        this.#sayWaiting();
        took = this.#serve() || took;
      }
      if (this.#waits.size > 0) this.#setTimer();
      // Who woke it has done it: the tasks need not wait until that is made sure.
      else if (woken) timers.setImmediate(this.#makeSureBusy);
      else this.#sayBusy();
      if (took) this.#passOn(0);
      else if (woken) this.#passOn((this.#wakeFile?.entry ?? -1) + 1);
    } catch (error) {
      for (const wait of this.#waits) wait.settle(JobQueueError.from(error, 'waiting for tasks'));
    } finally {
      this.#looking = false;
    }
  }

  /** `woken`: there is likely something for the first. */
  #serve(woken = false): boolean {
    let took = false;
    let likely = woken;
    for (const wait of this.#waits) {
      const tasks = this.#source.take(wait.queues, wait.max, likely);
      likely = false;
      if (tasks.length === 0 && timers.now() < wait.deadline) continue;
      took ||= tasks.length > 0;
      wait.settle(tasks);
    }
    return took;
  }

  #sayWaiting(): void {
    const now = this.#clock.now();
    try {
      this.#wakeFile = this.#ownWakeFile(now);
      let mask = 0;
      for (const wait of this.#waits) mask |= wait.mask;
      this.#setEntry(true, mask >>> 0, now);
      this.#place.sayWaiting(now);
    } catch (error) {
      this.#wakeFile = undefined;
      this.#warnBlind(error);
    }
  }

  #ownWakeFile(now: number): WakeFile {
    const wakeFile = this.#wakeFile;
    if (wakeFile !== undefined && now - this.#checkedAt < LOOK_MS) return wakeFile;
    this.#checkedAt = now;
    if (wakeFile?.isOwn() === true) return wakeFile;
    wakeFile?.close();
    return WakeFile.claim(
      this.#place.folder,
      this.#table,
      now,
      () => this.#look(true),
      (error) => this.#warnBlind(error),
    );
  }

  #warnBlind(error: unknown): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#warn(
      `no file watcher is to be had (${String(error)}): new tasks are looked for every ${BLIND_LOOK_MS} ms. ` +
        'On Linux raise fs.inotify.max_user_instances and max_user_watches',
    );
  }

  #sayBusy(): void {
    this.#setEntry(false, 0, this.#clock.now());
  }

  #setEntry(waiting: boolean, mask: number, now: number): void {
    if (this.#wakeFile)
      this.#table.set(this.#wakeFile.entry, this.#wakeFile.mark, waiting, mask, now);
  }

  /**
   * One that goes off early enough stays as it is. It may outlast all waits, since to clear and set
   * one for each would make every wake-up wait for that.
   */
  #setTimer(): void {
    const monotonic = timers.now();
    let until = this.#wakeFile?.watching === true ? LOOK_MS : BLIND_LOOK_MS;
    for (const wait of this.#waits) {
      const due = this.#source.nextDue(wait.queues) - this.#clock.now();
      until = Math.min(until, due, wait.deadline - monotonic);
    }
    if (monotonic + until >= this.#timerDue) return;
    this.#cancelTimer?.();
    this.#timerDue = monotonic + until;
    this.#cancelTimer = systemClock.after(Math.max(0, until), () => {
      this.#timerDue = Number.POSITIVE_INFINITY;
      this.#look();
    });
  }

  /** Another wake-up may have been under way when this process said again that it waits. */
  readonly #makeSureBusy = (): void => {
    if (this.#waits.size > 0) return;
    try {
      this.#sayBusy();
    } catch {
      // Then somebody rings in vain, which is passed on.
    }
  };

  /**
   * It was woken when there was nobody left to serve: another process may wait for what was put.
   */
  #passOnUnused(): void {
    try {
      this.#passOn(0, true);
    } catch {
      // Whoever waits looks by himself, and hears what is wrong.
    }
  }

  /**
   * One sleeper was woken for what may be several tasks: wake the next one while tasks are left.
   */
  #passOn(from: number, anew = false): void {
    const queues = this.#source.readyQueues(anew);
    if (queues.length > 0) this.#table.wake(maskOf(queues), this.#clock.now(), from);
  }
}
