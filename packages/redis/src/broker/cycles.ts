import type { Reservation } from '@jq/core/adapter';

import type { Argument } from './call.js';
import type { RedisLease } from './lease.js';
import { cycle } from './scripts/cycle.js';
import type { Keys } from './scripts/keys.js';
import type { Script } from './scripts/script.js';
import { reservationOf } from './stored-task.js';

/** What a cycle does with one queue. */
export interface CyclePart {
  readonly queue: string;
  /** To complete. */
  readonly leases: readonly RedisLease[];
}

/** One run of scripts/cycle.ts. */
export interface CycleCall {
  readonly parts: readonly CyclePart[];
  readonly max: number;
  readonly number: string;
  /** Of the command: digest, number of keys, keys, and what the script calls ARGV. */
  readonly args: Argument[];
  /** Tells the script that it may have run before. */
  readonly onRepeat: (args: Argument[]) => void;
}

export interface CycleAnswer {
  readonly reservations: readonly (Reservation & { readonly lease: RedisLease })[];
  /** On each part's leases, by index; empty if all are done. */
  readonly verdicts: readonly Buffer[];
  /** When time alone may make something ready; −1 if unknown. */
  readonly lookAgainMs: number;
  readonly serverMs: number;
}

type RawAnswer = readonly [serverMs: number, lookAgainMs: number, ...parts: Buffer[][]];

/**
 * Places times of the server on this process's monotonic clock, never later than they were, so that
 * a lease given in the middle of a long wait does not count from the wait's beginning.
 */
export class ServerClock {
  #offset = -Infinity;

  /** The server said `serverMs` in answer to a request sent at `sentAt`. */
  heard(serverMs: number, sentAt: number): void {
    // Whole milliseconds: it may have been almost one later.
    this.#offset = sentAt - serverMs - 1;
  }

  /** When it was `serverMs`, between the sending of a request and its answer. */
  at(serverMs: number, sentAt: number, answeredAt: number): number {
    return Math.min(Math.max(serverMs + this.#offset, sentAt), answeredAt);
  }
}

/**
 * Writes and reads cycles. What a call gave whose answer never came is taken back by the next call
 * on the same queue, instead of lying there until its leases lapse.
 */
export class Cycles {
  readonly #keysOf: (queue: string) => readonly string[];
  readonly #known = new Map<string, readonly string[]>();
  readonly #unanswered = new Map<string, string>();
  #calls = 0;

  constructor(keys: Keys) {
    this.#keysOf = (queue) => keys.all(queue, cycle.parts);
  }

  /** Queues that a call without answer may have taken tasks from. */
  get unanswered(): readonly string[] {
    return [...this.#unanswered.keys()];
  }

  /** `woken`: a marker was taken before. */
  call(script: Script, parts: readonly CyclePart[], max: number, woken: boolean): CycleCall {
    const number = String(++this.#calls);
    const args: Argument[] = [script.sha, String(parts.length * script.parts.length)];
    for (const { queue } of parts) args.push(...this.#keys(queue));
    args.push(number, String(max), woken ? '1' : '0');
    const reclaims: number[] = [];
    for (const { queue, leases } of parts) {
      reclaims.push(args.length);
      args.push(this.#unanswered.get(queue) ?? '', String(leases.length));
      for (const { token } of leases) args.push(token);
    }
    const onRepeat = (sent: Argument[]): void => {
      for (const at of reclaims) sent[at] = number;
    };
    return { parts, max, number, args, onRepeat };
  }

  /** `givenAt` tells from the server's time when its leases began, at the latest. */
  read(call: CycleCall, reply: unknown, givenAt: (serverMs: number) => number): CycleAnswer {
    const [serverMs, lookAgainMs, ...lists] = reply as RawAnswer;
    const at = givenAt(serverMs);
    const reservations: CycleAnswer['reservations'][number][] = [];
    const verdicts: Buffer[] = [];
    for (const [i, { queue }] of call.parts.entries()) {
      this.#unanswered.delete(queue);
      const list = lists[i] ?? [];
      verdicts.push(list[0] as Buffer);
      for (let k = 1; k < list.length; k += 2)
        reservations.push(reservationOf(queue, String(list[k]), list[k + 1] as Buffer, at));
    }
    return { reservations, verdicts, lookAgainMs, serverMs };
  }

  #keys(queue: string): readonly string[] {
    let keys = this.#known.get(queue);
    if (keys === undefined) {
      keys = this.#keysOf(queue);
      this.#known.set(queue, keys);
    }
    return keys;
  }

  /** It went out, and whether it was run is not known. */
  lost({ parts, max, number }: CycleCall): void {
    if (max > 0) for (const { queue } of parts) this.#unanswered.set(queue, number);
  }
}
