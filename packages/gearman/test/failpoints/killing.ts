import { setImmediate as turn } from 'node:timers/promises';

import type { Capabilities } from '@jq/core';
import { passing, type Transport } from '@jq/core/emulations';

/**
 * The steps of a move in two steps, and what is between them: before the copy is sent, once it is
 * on its way, once the broker has confirmed it, once the removal of the original is on its way,
 * once that is confirmed.
 */
export const FAILPOINTS = [
  'before-copy',
  'copy-sent',
  'copy-confirmed',
  'removal-sent',
  'removed',
] as const;

export type Failpoint = (typeof FAILPOINTS)[number];

/**
 * A transport that kills this process, as by `kill -9`, at one step of the first move that is made
 * over it.
 */
export function killing<C extends Capabilities>(
  inner: Transport<C>,
  point: Failpoint,
): Transport<C> {
  return {
    ...passing(inner),
    send: (queue, messages, options) =>
      killAround(point, ['before-copy', 'copy-sent', 'copy-confirmed'], () =>
        inner.send(queue, messages, options),
      ),
    remove: (deliveries, options) =>
      killAround(point, ['copy-confirmed', 'removal-sent', 'removed'], () =>
        inner.remove(deliveries, options),
      ),
  };
}

async function killAround<T>(
  point: Failpoint,
  [before, during, after]: readonly [Failpoint, Failpoint, Failpoint],
  step: () => Promise<T>,
): Promise<T> {
  if (point === before) die();
  const running = step();
  if (point === during) {
    // What leaves with the end of this tick has left then.
    await turn();
    die();
  }
  const result = await running;
  if (point === after) die();
  return result;
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment; nothing may happen meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
