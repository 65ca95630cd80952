import type { Reservation } from '@jq/core';

import type { Broker } from './broker.js';
import type { Argument } from './connection/call.js';
import type { RedisLease } from './lease.js';
import { reservationOf } from './tickets.js';

/** What a cycle does with one queue. */
export interface CyclePart {
  readonly queue: string;
  /** To complete. */
  readonly leases: readonly RedisLease[];
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

export function cycleKeys({ keys, scripts }: Broker, parts: readonly CyclePart[]): string[] {
  return parts.flatMap(({ queue }) => keys.all(queue, scripts.cycle.parts));
}

export function cycleArgs(parts: readonly CyclePart[], max: number, woken: boolean): Argument[] {
  const args: Argument[] = [String(max), woken ? '1' : '0'];
  for (const { leases } of parts) {
    args.push(String(leases.length));
    for (const { token } of leases) args.push(token);
  }
  return args;
}

/** `givenAt` tells from the server's time when its leases began, at the latest. */
export function readCycle(
  parts: readonly CyclePart[],
  reply: unknown,
  givenAt: (serverMs: number) => number,
): CycleAnswer {
  const [serverMs, lookAgainMs, ...lists] = reply as RawAnswer;
  const at = givenAt(serverMs);
  const reservations: CycleAnswer['reservations'][number][] = [];
  for (const [i, { queue }] of parts.entries()) {
    const list = lists[i] ?? [];
    for (let k = 1; k < list.length; k += 2)
      reservations.push(reservationOf(queue, String(list[k]), list[k + 1] as Buffer, at));
  }
  const verdicts = parts.map((_, i) => lists[i]?.[0] as Buffer);
  return { reservations, verdicts, lookAgainMs, serverMs };
}
