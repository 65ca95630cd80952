import type { Reservation } from '@jq/core';

import type { Argument } from './connection/call.js';
import type { Keys } from './keys.js';
import type { RedisLease } from './lease.js';
import { cycle } from './scripts/cycle.js';
import { reservationOf } from './tickets.js';

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
  readonly keys: readonly string[];
  readonly args: readonly Argument[];
  /** Tells the script that it may have run before; `args` are those of the command. */
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

// The digest and the number of keys come before them.
const ARGS_BEFORE_KEYS = 2;

/**
 * Writes and reads cycles. What a call gave whose answer never came is taken back by the next call on the
 * same queue, instead of lying there until its leases lapse.
 */
export class Cycles {
  readonly #keys: Keys;
  readonly #unanswered = new Map<string, string>();
  #calls = 0;

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  /** Queues that a call without answer may have taken tasks from. */
  get unanswered(): readonly string[] {
    return [...this.#unanswered.keys()];
  }

  /** `woken`: a marker was taken before. */
  call(parts: readonly CyclePart[], max: number, woken: boolean): CycleCall {
    const number = String(++this.#calls);
    const keys = parts.flatMap(({ queue }) => this.#keys.all(queue, cycle.parts));
    const args: Argument[] = [number, String(max), woken ? '1' : '0'];
    const reclaims: number[] = [];
    for (const { queue, leases } of parts) {
      reclaims.push(args.length);
      args.push(this.#unanswered.get(queue) ?? '', String(leases.length));
      for (const { token } of leases) args.push(token);
    }
    const onRepeat = (sent: Argument[]): void => {
      for (const at of reclaims) sent[ARGS_BEFORE_KEYS + keys.length + at] = number;
    };
    return { parts, max, number, keys, args, onRepeat };
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

  /** It went out, and whether it was run is not known. */
  lost({ parts, max, number }: CycleCall): void {
    if (max > 0) for (const { queue } of parts) this.#unanswered.set(queue, number);
  }
}
