import { createReadStream, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';

import type { DeliveryEntry, Line, Reply, Request } from './history.js';
import { type Delivery, Ledger, type Outcome } from './ledger.js';

/** The outcomes that one call will decide, and how its reply decides them. */
interface OpenCall {
  readonly ask: Request;
  readonly from: number;
  readonly outcomes: readonly Outcome[];
}

/** Reads every history of a folder into one ledger. */
export async function readHistories(folder: string): Promise<Ledger> {
  const ledger = new Ledger();
  const deaths = new Map<string, number>();
  const readers: HistoryReader[] = [];
  for (const file of readdirSync(folder).toSorted()) {
    const reader = new HistoryReader(basename(file, '.jsonl'), ledger, deaths);
    for await (const line of lines(join(folder, file))) reader.read(line);
    readers.push(reader);
  }
  for (const reader of readers) reader.end(deaths);
  return ledger;
}

async function* lines(path: string): AsyncGenerator<Line> {
  for await (const text of createInterface({ input: createReadStream(path) })) {
    try {
      yield JSON.parse(text) as Line;
    } catch {
      return; // the last line, cut by a kill
    }
  }
}

class HistoryReader {
  readonly #process: string;
  readonly #ledger: Ledger;
  readonly #deaths: Map<string, number>;
  readonly #open = new Map<number, OpenCall>();
  readonly #leases = new Map<number, Delivery>();

  constructor(process: string, ledger: Ledger, deaths: Map<string, number>) {
    this.#process = process;
    this.#ledger = ledger;
    this.#deaths = deaths;
  }

  read(line: Line): void {
    if ('died' in line) this.#deaths.set(line.died, line.at);
    else if ('fault' in line) this.#fault(line.at, line.fault);
    else if ('ask' in line) this.#ask(line.at, line.op, line.ask);
    else if ('reply' in line) this.#reply(line.at, line.op, line.reply);
    else this.#failed(line.at, line.op, line.failed, line.text);
  }

  /** What stayed unanswered can't have happened after the process's death. */
  end(deaths: ReadonlyMap<string, number>): void {
    const to = deaths.get(this.#process) ?? Infinity;
    for (const { outcomes } of this.#open.values()) for (const outcome of outcomes) outcome.to = to;
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
  #judge(verb: Request['verb'], { to, outcome }: Outcome, text: string): void {
    if (outcome === 'ok' || EXPECTED[verb]?.includes(outcome)) return;
    this.#fault(to, `${verb} answered ${outcome}${text === '' ? '' : `: ${text}`}`);
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
