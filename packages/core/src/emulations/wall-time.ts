import { type Clock, systemClock } from '../time/clock.js';
import { timers } from '../time/timers.js';
import type { Transport } from './transport.js';

// Beyond this the machine slept, or somebody set its clock.
const STEPPED_MS = 500;

/**
 * The broker's wall clock as far as it is known, in ms; fractions tell events of one millisecond
 * apart.
 */
export function wallTime(inner: Transport, clock: Clock): () => number {
  const here = clock === systemClock ? preciseNow : () => clock.now();
  return () => here() + (inner.aheadMs?.() ?? 0);
}

function preciseNow(): number {
  const precise = performance.timeOrigin + timers.now();
  const offset = timers.wallTime() - precise;
  return Math.abs(offset) < STEPPED_MS ? precise : precise + Math.round(offset);
}
