import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

import { timers } from '@jq/core/adapter';

const SAMPLE_MS = 100;
const READINGS = 10;
/** Shorter suspends are lost in the resolution of the uptime. */
const SUSPEND_MS = 500;

/**
 * Milliseconds since the machine started, the same in all its processes, never stepping, counting
 * the time it was suspended. Wall time would end every lease at once when somebody sets the clock.
 */
export class BootClock {
  readonly #origin: number = monotonicOrigin();
  #suspended = 0;
  #sampledAt: number = Number.NEGATIVE_INFINITY;

  now(): number {
    const monotonic = this.#origin + timers.now();
    if (monotonic - this.#sampledAt > SAMPLE_MS) this.#sample(monotonic);
    return monotonic + this.#suspended;
  }

  /**
   * hrtime stands still while the machine is suspended, uptime does not. Containers may show a
   * shorter uptime.
   */
  #sample(monotonic: number): void {
    this.#sampledAt = monotonic;
    const suspended = Math.max(0, uptime() * 1000 - monotonic);
    if (Math.abs(suspended - this.#suspended) > SUSPEND_MS) this.#suspended = suspended;
  }
}

/**
 * Where `performance.now` started on the clock that all processes share. Of several readings the
 * one counts that was interrupted least: a process put aside in the middle of one would be behind
 * for good.
 */
function monotonicOrigin(): number {
  let origin = 0;
  let shortest = Number.POSITIVE_INFINITY;
  for (let reading = 0; reading < READINGS; reading++) {
    const before = timers.now();
    const [seconds, nanoseconds] = process.hrtime();
    const after = timers.now();
    if (after - before >= shortest) continue;
    shortest = after - before;
    origin = seconds * 1000 + nanoseconds / 1e6 - (before + after) / 2;
  }
  return origin;
}

/** Tells one start of the machine from another. */
export function bootId(): string {
  const id =
    process.platform === 'darwin'
      ? execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' })
      : readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
  return id.trim().slice(0, 13);
}
