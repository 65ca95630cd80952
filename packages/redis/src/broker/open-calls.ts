import { Alarm, type Clock, systemClock, timers } from '@jq/core/adapter';

import type { Call } from './call.js';

export interface OpenCallsListener {
  /** The call's time is over; it is not open any more. */
  expired(call: Call): void;
  /** Nothing has been heard for too long although something was sent. */
  silent(): void;
}

const BLOCKED_MS = 50;
const LONGEST_GRACE_MS = 1000;

/** The calls of one link that have no answer yet, oldest first, watched by one timer. */
export class OpenCalls {
  readonly #calls = new Set<Call>();
  readonly #listener: OpenCallsListener;
  readonly #silentAfterMs: number;
  readonly #clock: Clock = systemClock;
  #heardAt = 0;
  readonly #alarm: Alarm = new Alarm(systemClock, () => this.#rang());
  #due = Infinity;

  constructor(listener: OpenCallsListener, silentAfterMs: number) {
    this.#listener = listener;
    this.#silentAfterMs = silentAfterMs;
  }

  [Symbol.iterator](): Iterator<Call> {
    return this.#calls.values();
  }

  get size(): number {
    return this.#calls.size;
  }

  add(call: Call): void {
    this.#calls.add(call);
    this.#wakeAt(Math.min(call.deadline, this.#clock.monotonic() + this.#silentAfterMs));
  }

  has(call: Call): boolean {
    return this.#calls.has(call);
  }

  /** @returns false if it was not open any more */
  delete(call: Call): boolean {
    return this.#calls.delete(call);
  }

  /** The server has said something. */
  heard(): void {
    this.#heardAt = this.#clock.monotonic();
  }

  stop(): void {
    this.#alarm.stop();
  }

  #wakeAt(at: number): void {
    this.#due = Math.min(this.#due, at);
    this.#alarm.at(at);
  }

  #rang(): void {
    const now = this.#clock.monotonic();
    const lateMs = now - this.#due;
    this.#due = Infinity;
    // This process was busy itself: answers wait to be read, and what they lead to takes its time.
    if (lateMs > BLOCKED_MS) this.#wakeAt(now + Math.min(lateMs, LONGEST_GRACE_MS));
    else timers.setImmediate(() => this.#look());
  }

  #look(): void {
    const now = this.#clock.monotonic();
    let next = Infinity;
    let silentAt = Infinity;
    for (const call of this.#calls) {
      if (call.deadline <= now) {
        this.delete(call);
        this.#listener.expired(call);
      } else next = Math.min(next, call.deadline);
      if (call.sentAt > 0)
        silentAt = Math.min(silentAt, Math.max(call.sentAt, this.#heardAt) + this.#silentAfterMs);
    }
    if (silentAt <= now) {
      this.heard();
      this.#listener.silent();
      silentAt = now + this.#silentAfterMs;
    } else if (this.#calls.size > 0) silentAt = Math.min(silentAt, now + this.#silentAfterMs);
    next = Math.min(next, silentAt);
    if (this.#calls.size > 0 && next < Infinity) this.#wakeAt(next);
  }
}
