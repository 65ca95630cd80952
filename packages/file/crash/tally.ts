import type { Ledger } from './ledger.js';

/** How much happened. */
export interface Tally {
  readonly calls: Readonly<Record<string, number>>;
  /** Puts that were acknowledged, and all others, which may or may not have happened. */
  readonly tasks: number;
  readonly unsureTasks: number;
  readonly deliveries: number;
  readonly completed: number;
  /** Settles and touches that came too late and were told so. */
  readonly refused: number;
}

export function tally(ledger: Ledger): Tally {
  const sums = { tasks: 0, unsureTasks: 0, deliveries: 0, completed: 0, refused: 0 };
  for (const { puts, deliveries } of ledger.tasks.values()) {
    if (puts.some(({ outcome }) => outcome === 'ok')) sums.tasks += 1;
    else sums.unsureTasks += 1;
    sums.deliveries += deliveries.length;
    for (const { settles, touches } of deliveries) {
      const [settle] = settles;
      if (settle?.verb === 'complete' && settle.outcome === 'ok') sums.completed += 1;
      if (settle?.outcome === 'lease-lost') sums.refused += 1;
      sums.refused += touches.filter(({ outcome }) => outcome === 'lease-lost').length;
    }
  }
  return { calls: Object.fromEntries(ledger.calls), ...sums };
}
