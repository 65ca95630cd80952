import type { DeliveryEntry, Line, Reply, Request } from './history.js';
import type { Delivery, Ledger, Outcome, Span } from './ledger.js';

/** What the run did to its processes. */
export interface RunNotes {
  readonly deaths: Map<string, number>;
  readonly stops: ({ readonly stopped: string } & Span)[];
}

/** The outcomes that one call will decide, and how its reply decides them. */
interface OpenCall {
  readonly ask: Request;
  readonly from: number;
  readonly outcomes: readonly Outcome[];
}

/** Puts one process's history into the ledger. */
export class HistoryReader {
  readonly #process: string;
  readonly #ledger: Ledger;
  readonly #notes: RunNotes;
  readonly #open = new Map<number, OpenCall>();
  readonly #leases = new Map<number, Delivery>();
  readonly #ambiguous: { readonly span: Span; readonly text: string }[] = [];

  constructor(process: string, ledger: Ledger, notes: RunNotes) {
    this.#process = process;
    this.#ledger = ledger;
    this.#notes = notes;
  }

  read(line: Line): void {
    if ('died' in line) this.#notes.deaths.set(line.died, line.at);
    else if ('stopped' in line) this.#notes.stops.push({ ...line, from: line.at, to: line.until });
    else if ('fault' in line) this.#fault(line.at, line.fault);
    else if ('ask' in line) this.#ask(line.at, line.op, line.ask);
    else if ('reply' in line) this.#reply(line.at, line.op, line.reply);
    else this.#failed(line.at, line.op, line.failed, line.text);
  }

  /** To be called when all histories were read. */
  end(): void {
    // What stayed unanswered can't have happened after the process's death.
    const to = this.#notes.deaths.get(this.#process) ?? Infinity;
    for (const { outcomes } of this.#open.values()) for (const outcome of outcomes) outcome.to = to;
    const stops = this.#notes.stops.filter(({ stopped }) => stopped === this.#process);
    for (const { span, text } of this.#ambiguous)
      if (!stops.some(({ from, to: until }) => from < span.to && span.from < until))
        this.#fault(span.to, `${text}, though the process was not stopped`);
  }

  #ask(from: number, op: number, ask: Request): void {
    const { calls } = this.#ledger;
    calls.set(ask.verb, (calls.get(ask.verb) ?? 0) + 1);
    this.#open.set(op, { ask, from, outcomes: this.#outcomes(from, op, ask) });
  }

  #outcomes(from: number, op: number, ask: Request): Outcome[] {
    const unknown = { from, to: Infinity, outcome: 'unknown' };
    const ledger = this.#ledger;
    switch (ask.verb) {
      case 'put':
        return ask.tasks.map((entry) => {
          const put = { ...unknown, entry, process: this.#process, op };
          return added(ledger.task(ask.queue, entry.id).puts, put);
        });
      case 'complete':
      case 'hold':
        return ask.leases.map((lease) =>
          added(this.#lease(lease).settles, { ...unknown, verb: ask.verb, delayMs: 0 }),
        );
      case 'retry':
        return ask.retries.map(({ lease, ...rest }) =>
          added(this.#lease(lease).settles, { ...unknown, verb: 'retry', ...rest }),
        );
      case 'touch':
        return ask.leases.map((lease) =>
          added(this.#lease(lease).touches, { ...unknown, deadline: 0 }),
        );
      case 'remove':
        return ask.ids.map((id) => added(ledger.task(ask.queue, id).removals, { ...unknown }));
      case 'unhold':
        return [added(ledger.queue(ask.queue).unholds, { ...unknown })];
      case 'purge':
        return [added(ledger.queue(ask.queue).purges, { ...unknown })];
      case 'pause':
        return [added(ledger.queue(ask.queue).pauses, { ...unknown, forMs: ask.forMs })];
      case 'close':
        for (const delivery of this.#leases.values()) delivery.closedFrom = from;
        return [];
      case 'reserve':
      case 'peek':
      case 'stats':
        return [];
    }
  }

  #reply(to: number, op: number, reply: Reply): void {
    const call = this.#take(op);
    if (call === undefined) return;
    call.outcomes.forEach((outcome, index) => {
      outcome.to = to;
      outcome.outcome = reply.results?.[index] ?? 'ok';
      if ('deadline' in outcome) outcome.deadline = reply.deadlines?.[index] ?? 0;
      this.#judge(call.ask.verb, outcome, '');
    });
    if (reply.results !== undefined && reply.results.length !== call.outcomes.length)
      this.#fault(
        to,
        `${call.ask.verb} of ${call.outcomes.length} items answered ${reply.results.length}`,
      );
    for (const entry of reply.deliveries ?? []) this.#deliver(call.from, to, op, entry);
  }

  /** A call that failed as a whole decided nothing: it may have happened in part. */
  #failed(to: number, op: number, code: string, text: string): void {
    const call = this.#take(op);
    if (call === undefined) return;
    for (const outcome of call.outcomes) outcome.to = to;
    this.#judge(call.ask.verb, { from: call.from, to, outcome: code }, text);
  }

  #deliver(from: number, to: number, op: number, entry: DeliveryEntry): void {
    const delivery: Delivery = {
      entry,
      process: this.#process,
      op,
      from,
      to,
      settles: [],
      touches: [],
      closedFrom: Infinity,
    };
    this.#leases.set(entry.lease, delivery);
    this.#ledger.task(entry.queue, entry.id).deliveries.push(delivery);
  }

  /** Errors that a verb can rightly answer with are for the checks; all others are faults here. */
  #judge(verb: Request['verb'], result: Outcome, text: string): void {
    const { to, outcome } = result;
    if (outcome === 'ok' || EXPECTED[verb]?.includes(outcome)) return;
    const told = `${verb} answered ${outcome}${text === '' ? '' : `: ${text}`}`;
    if (outcome !== 'ambiguous') return this.#fault(to, told);
    // Not knowing is right for a process that stood still, as it is for a killed one.
    result.outcome = 'unknown';
    this.#ambiguous.push({ span: result, text: told });
  }

  #fault(at: number, text: string): void {
    this.#ledger.faults.push({ process: this.#process, at, text });
  }

  #take(op: number): OpenCall | undefined {
    const call = this.#open.get(op);
    this.#open.delete(op);
    return call;
  }

  #lease(number: number): Delivery {
    const delivery = this.#leases.get(number);
    if (delivery === undefined)
      throw new Error(`history ${this.#process}: lease ${number} was never delivered`);
    return delivery;
  }
}

const EXPECTED: Partial<Record<Request['verb'], readonly string[]>> = {
  reserve: ['aborted'],
  complete: ['lease-lost'],
  hold: ['lease-lost'],
  retry: ['lease-lost'],
  touch: ['lease-lost'],
  remove: ['not-found', 'task-reserved'],
};

function added<T>(list: T[], item: T): T {
  list.push(item);
  return item;
}
