import type { Reservation } from '@jq/core';

import type { RedisLease } from './lease.js';

// The fields of tickets and rows; scripts/ticket.ts has the whole format.
const PRIORITY_AT = 7;
const ENDS_AT = 11;
const ID_AT = 15;
const ROW_TTR_AT = 11;
const ROW_TTR_BYTES = 6;
const ROW_BODY_AT = 17;

export function idOf(ticket: Buffer): string {
  return ticket.toString('latin1', ID_AT);
}

export function priorityOf(ticket: Buffer): number {
  return ticket.readUInt32BE(PRIORITY_AT);
}

/** How many leases on the task have ended. */
export function endsOf(ticket: Buffer): number {
  return ticket.readUInt32BE(ENDS_AT);
}

export function ttrOf(row: Buffer): number {
  return row.readUIntBE(ROW_TTR_AT, ROW_TTR_BYTES);
}

export function bodyOf(row: Buffer): Buffer {
  return row.subarray(ROW_BODY_AT);
}

/** A task given at `givenAt`. */
export function reservationOf(
  queue: string,
  ticket: Buffer,
  row: Buffer,
  givenAt: number,
): Reservation & { readonly lease: RedisLease } {
  const ttrMs = ttrOf(row);
  return {
    lease: {
      queue,
      taskId: idOf(ticket),
      token: ticket,
      ttrMs,
      expiresAt: givenAt + ttrMs,
      doubtful: false,
    },
    body: bodyOf(row),
    attempts: endsOf(ticket) + 1,
    priority: priorityOf(ticket),
  };
}
