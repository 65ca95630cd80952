import { deliver } from './deliver.js';
import type { RecordedAnswer, RecordedCall, HistoryEvent } from './event.js';
import { type Guarantees, Ledger } from './ledger.js';
import {
  isOwed,
  pauseAnswered,
  pauseAsked,
  purgeAnswered,
  purgeAsked,
  putAnswered,
  putAsked,
  removeAnswered,
  removeAsked,
  unholdAnswered,
  unholdAsked,
} from './operate.js';
import { settleAnswered, settleAsked } from './settle.js';
import type { Span } from './span.js';
import type { Violation } from './violation.js';

export interface CheckHistoryOptions {
  /** Of the adapter whose history it is. */
  readonly supports: Guarantees;
  /**
   * At the end everything was unheld and every queue emptied: what is not known to be gone is lost.
   */
  readonly drained: boolean;
}

/**
 * What a history proves against the contract; an empty answer is no proof for it. Events must be in
 * the order of `at` (`mergeHistories`). Where calls overlap so that both orders are possible, the
 * adapter gets the benefit of the doubt. Keeps a record per living task and a few bytes per dead
 * one.
 */
export function checkHistory(
  events: Iterable<HistoryEvent>,
  options: CheckHistoryOptions,
): Violation[] {
  const reader = new Reader(new Ledger(options.supports));
  for (const event of events) reader.read(event);
  return reader.finish(options.drained);
}

interface Pending {
  readonly call: RecordedCall;
  readonly asked: Span;
  /** Which pause it is, for calls of pause. */
  readonly number: number;
}

class Reader {
  readonly #ledger: Ledger;
  readonly #pending = new Map<string, Pending>();
  #place = 0;
  #last = 0;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  read(event: HistoryEvent): void {
    this.#place += 1;
    this.#last = event.at;
    if (event.kind === 'died') return this.#leave(event.by);
    const key = `${event.by} ${event.op}`;
    if (event.kind === 'invoke') {
      const asked = { from: event.at, to: Infinity, begun: this.#place, done: Infinity };
      const number = this.#asked(event.by, asked, event.call);
      this.#pending.set(key, { call: event.call, asked, number });
      return;
    }
    const pending = this.#pending.get(key);
    this.#pending.delete(key);
    if (pending === undefined) return;
    const span = { ...pending.asked, to: event.at, done: this.#place };
    if (event.kind === 'ok') this.#answered(event.by, span, pending, event.answer);
    else this.#answered(event.by, span, pending, failure(pending.call, event.code));
  }

  finish(drained: boolean): Violation[] {
    if (drained)
      for (const task of this.#ledger.tasks.values())
        if (isOwed(this.#ledger, task)) {
          const event = { at: this.#last, by: '' };
          this.#ledger.report(
            'lost',
            event,
            task,
            `acknowledged at ${task.put.to}, never seen to the end`,
          );
        }
    return this.#ledger.violations;
  }

  #asked(by: string, asked: Span, call: RecordedCall): number {
    const ledger = this.#ledger;
    if (call.verb === 'put') putAsked(ledger, asked, call);
    else if ('leases' in call) settleAsked(ledger, by, asked.begun, call);
    else if (call.verb === 'unhold') unholdAsked(ledger, call);
    else if (call.verb === 'remove') removeAsked(ledger, call);
    else if (call.verb === 'purge') purgeAsked(ledger, call);
    else if (call.verb === 'pause') return pauseAsked(ledger, asked.from, call);
    else if (call.verb === 'close') this.#leave(by);
    return 0;
  }

  #answered(by: string, span: Span, { call, number }: Pending, answer: RecordedAnswer): void {
    const ledger = this.#ledger;
    if (call.verb === 'put') putAnswered(ledger, span, call, answer);
    else if (call.verb === 'reserve') deliver(ledger, by, span, answer.deliveries ?? []);
    else if ('leases' in call) settleAnswered(ledger, by, span, call, answer);
    else if (call.verb === 'unhold') unholdAnswered(ledger, span, call);
    else if (call.verb === 'remove') removeAnswered(ledger, span, call, answer);
    else if (call.verb === 'purge') purgeAnswered(ledger, span, call);
    else if (call.verb === 'pause') pauseAnswered(ledger, span, call, number);
  }

  /** A connection ends: its leases may be given to others from now on. */
  #leave(by: string): void {
    this.#ledger.ended.add(by);
    for (const lease of this.#ledger.leases.values())
      if (lease.by === by) lease.over = Math.min(lease.over, this.#place);
  }
}

/** A call that failed as a whole failed for each of its items. */
function failure(
  call: RecordedCall,
  code: NonNullable<NonNullable<RecordedAnswer['results']>[number]>,
): RecordedAnswer {
  if (call.verb === 'put') return { results: call.tasks.map(() => code) };
  if ('leases' in call) return { results: call.leases.map(() => code) };
  return {};
}
