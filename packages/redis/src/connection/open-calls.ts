import { type Clock, systemClock } from '@jq/core/adapter';

import type { Call } from './call.js';

export interface Listener {
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
  readonly #listener: Listener;
  readonly #silentAfterMs: number;
  readonly #clock: Clock = systemClock;
  #heardAt = 0;
  #alarmAt = Infinity;
  #cancelAlarm: () => void = () => undefined;

  constructor(listener: Listener, silentAfterMs: number) {
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
    this.#alarm(Math.min(call.deadline, this.#clock.monotonic() + this.#silentAfterMs));
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
    this.#cancelAlarm();
  }

  #alarm(at: number): void {
    if (at >= this.#alarmAt) return;
    this.#cancelAlarm();
    this.#alarmAt = at;
    this.#cancelAlarm = this.#clock.after(at - this.#clock.monotonic(), () => {
      this.#alarmAt = Infinity;
      const lateMs = this.#clock.monotonic() - at;
      // This process was busy itself: answers wait to be read, and what they lead to takes its
      // time.
      if (lateMs > BLOCKED_MS) this.#alarm(at + lateMs + Math.min(lateMs, LONGEST_GRACE_MS));
      else setImmediate(() => this.#look());
    });
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
    if (this.#calls.size > 0 && next < Infinity) this.#alarm(next);
  }
}
