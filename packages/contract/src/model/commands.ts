import type { Capabilities, Rule } from '@jq/core/adapter';
import fc from 'fast-check';

import type { Command } from './command.js';
import { advance, pause, peek, purge, remove, stats, unhold } from './operator-commands.js';
import { complete, hold, put, reconnect, reserve, retry, touch } from './worker-commands.js';

/** The durations that runs play with; 0 is at once. */
export interface Times {
  /** Passes when a run lets time pass. */
  readonly unitMs: number;
  /** Never passes. */
  readonly longMs: number;
  /** Whether runs let time pass. */
  readonly passing: boolean;
}

const queue = fc.constantFrom('a', 'b');
const connection = fc.nat({ max: 2 });
// Few, so that calls meet.
const id = fc.nat({ max: 5 }).map(String);
const ids = fc.uniqueArray(id, { minLength: 1, maxLength: 4 });
const leaseIndex = fc.nat({ max: 15 });
const priorities = fc.constantFrom(512, 512, 512, 0, 1, 513, 4_294_967_295);

/** Every command that an adapter with these capabilities must answer as the model does. */
export function commandsFor(supports: Capabilities, times: Times): fc.Arbitrary<Command>[] {
  return [
    ...workerCommands(supports, times),
    ...operatorCommands(supports, times),
    ...(times.passing
      ? [fc.integer({ min: 1, max: 2 }).map((units) => advance(units * times.unitMs))]
      : []),
  ];
}

function workerCommands(supports: Capabilities, times: Times): fc.Arbitrary<Command>[] {
  const delayMs = has(supports, 'DELAY') ? duration(times, 0) : fc.constant(0);
  const priority = has(supports, 'ORDER') ? priorities : fc.constant(512);
  const several = has(supports, 'QUEUES')
    ? [
        ['a', 'b'],
        ['b', 'a'],
      ]
    : [];
  const queues = fc.constantFrom(['a'], ['b'], ...several);
  const list = [
    fc.tuple(connection, queue, ids, priority, delayMs, duration(times)).map(put),
    fc.tuple(connection, queues, fc.integer({ min: 1, max: 4 })).map(reserve),
    fc.tuple(connection, queues, fc.integer({ min: 1, max: 2 })).map(reserve),
    leaseIndex.map(complete),
    fc.tuple(leaseIndex, delayMs, fc.option(priority, { nil: undefined })).map(retry),
    connection.map(reconnect),
  ];
  if (has(supports, 'TOUCH')) list.push(leaseIndex.map(touch));
  if (has(supports, 'HOLD')) list.push(leaseIndex.map(hold));
  return list;
}

function operatorCommands(supports: Capabilities, times: Times): fc.Arbitrary<Command>[] {
  const on = fc.tuple(connection, queue);
  const list: fc.Arbitrary<Command>[] = [];
  if (has(supports, 'HOLD')) list.push(fc.tuple(connection, queue, fc.nat({ max: 3 })).map(unhold));
  if (has(supports, 'REMOVE')) list.push(fc.tuple(connection, queue, id).map(remove));
  if (has(supports, 'PURGE')) {
    const state = fc.constantFrom(undefined, ...supports.purge);
    list.push(fc.tuple(connection, queue, state).map(purge));
  }
  if (has(supports, 'PAUSE')) list.push(fc.tuple(connection, queue, duration(times, 0)).map(pause));
  if (has(supports, 'STATS') && supports.exactCounts) list.push(on.map(stats));
  if (has(supports, 'PEEK'))
    list.push(fc.tuple(connection, queue, fc.constantFrom(...supports.peek)).map(peek));
  return list;
}

function has(supports: Capabilities, rule: Rule): boolean {
  return supports.rules[rule] !== 'unsupported';
}

function duration({ unitMs, longMs, passing }: Times, ...more: number[]): fc.Arbitrary<number> {
  const some = passing ? [unitMs, unitMs, 2 * unitMs, longMs] : [longMs];
  return fc.constantFrom(...more, ...more, ...more, ...some);
}
