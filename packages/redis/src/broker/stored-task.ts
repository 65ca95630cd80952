import type { Reservation } from '@jq/core/adapter';

import type { RedisLease } from './lease.js';

// The fields of tokens and rows; scripts/token.ts has the whole format.
const PRIORITY_AT = 8;
const ENDS_AT = 13;
const ID_AT = 17;
const ROW_TTR_AT = 13;
const ROW_BODY_AT = 19;
const BASE = 128;

export function idOf(token: string): string {
  return token.slice(ID_AT);
}

export function priorityOf(token: string): number {
  return numberIn(token, PRIORITY_AT, ENDS_AT);
}

/** How many leases on the task have ended. */
export function endsOf(token: string): number {
  return numberIn(token, ENDS_AT, ID_AT);
}

export function ttrOf(row: Buffer): number {
  let value = 0;
  for (let at = ROW_TTR_AT; at < ROW_BODY_AT; at++) value = value * BASE + (row[at] ?? 0);
  return value;
}

export function bodyOf(row: Buffer): Buffer {
  return row.subarray(ROW_BODY_AT);
}

/** A task given at `givenAt`. */
export function reservationOf(
  queue: string,
  token: string,
  row: Buffer,
  givenAt: number,
): Reservation & { readonly lease: RedisLease } {
  const ttrMs = ttrOf(row);
  return {
    lease: {
      queue,
      taskId: idOf(token),
      token: token,
      ttrMs,
      expiresAt: givenAt + ttrMs,
      doubtful: false,
    },
    body: bodyOf(row),
    attempts: endsOf(token) + 1,
    priority: priorityOf(token),
  };
}

/** How a row goes on after its put order. */
export function rowHead(priority: number, ttrMs: number): string {
  return digits(priority, ENDS_AT - PRIORITY_AT) + digits(ttrMs, ROW_BODY_AT - ROW_TTR_AT);
}

/** To the base of 128, most significant first, as one letter each. */
function digits(value: number, count: number): string {
  let text = '';
  for (let rest = value; text.length < count; rest = Math.floor(rest / BASE))
    text = String.fromCharCode(rest % BASE) + text;
  return text;
}

function numberIn(token: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * BASE + token.charCodeAt(at);
  return value;
}
