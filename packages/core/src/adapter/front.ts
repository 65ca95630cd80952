import { setMaxListeners } from 'node:events';

import { JobQueueError } from '../errors.js';
import { Aborts } from '../time/aborts.js';
import type {
  Adapter,
  CallOptions,
  Lease,
  NewTask,
  Reservation,
  ReserveOptions,
  Results,
  Retry,
} from './adapter.js';
import type { AdapterOf, BrokerVerbs, Ending, Maybe } from './broker-verbs.js';
import { checkNewTask, checkQueueName, checkReserve, checkRetry } from './checks.js';
import { LeaseBook } from './lease-book.js';
import { type OperatorCall, operatorVerbs } from './operator-verbs.js';
import { aborted, closed, withoutDoubt } from './refusals.js';
import { settle, type Settlement, type SettleRules, touch } from './settle.js';
import { WaitSignals } from './wait-signals.js';

export interface FrontOptions<Extra extends object = object> extends Partial<
  Omit<SettleRules, 'lateComplete'>
> {
  /** Methods beyond the contract, each run by `call` as the verbs are. */
  readonly extra?: (call: OperatorCall) => Extra;
}

/**
 * The adapter of a broker, out of what only this broker does. It checks arguments, refuses what
 * comes after `close` or after its signal has fired, keeps the book of leases, settles each once,
 * answers by index, and knows at `close` what is under way and which leases are open.
 */
export function adapterFront<V extends BrokerVerbs, Extra extends object = object>(
  verbs: V,
  options: FrontOptions<Extra> = {},
): AdapterOf<V> & Extra {
  const front = new Front(verbs, options);
  const call: OperatorCall = (asked, queue, work) => front.operate(asked, queue, work);
  const adapter: Adapter = {
    name: verbs.name,
    supports: verbs.supports,
    open: (asked) => front.open(asked),
    put: (queue, tasks, asked) => front.put(queue, tasks, asked),
    reserve: (queues, asked) => front.reserve(queues, asked),
    complete: (leases, asked) => front.complete(leases, asked),
    retry: (retries, asked) => front.retry(retries, asked),
    ...(verbs.touch && { touch: (leases, asked) => front.touch(leases, asked) }),
    ...(verbs.hold && { hold: (leases, asked) => front.hold(leases, asked) }),
    ...operatorVerbs(verbs, call),
    ...options.extra?.(call),
    close: () => front.close(),
  };
  return adapter as AdapterOf<V> & Extra;
}

class Front {
  readonly #verbs: BrokerVerbs;
  readonly #rules: SettleRules;
  readonly #aborts = new Aborts();
  readonly #closing = new AbortController();
  readonly #waits: WaitSignals;
  #underWay = 0;
  #whenQuiet: () => void = () => undefined;
  #closed: Promise<void> | undefined;

  constructor(verbs: BrokerVerbs, options: Omit<FrontOptions, 'extra'>) {
    this.#verbs = verbs;
    const { book = new LeaseBook(), ...rest } = options;
    this.#rules = { ...rest, book, lateComplete: verbs.supports.lateComplete };
    // As many may wait for its end as there are reserves.
    setMaxListeners(0, this.#closing.signal);
    this.#waits = new WaitSignals(this.#closing.signal);
  }

  open(options?: CallOptions): Promise<void> {
    const opening = (): Maybe<void> => this.#verbs.open(options);
    return promised(() => this.#call(options, 'opening', opening, true)).catch(certain);
  }

  async put(
    queue: string,
    tasks: readonly NewTask[],
    options?: CallOptions,
  ): Promise<Results<string>> {
    this.#checkQueue(queue);
    const { supports } = this.#verbs;
    let refused = 0;
    const results = tasks.map((task) => {
      const refusal = checkNewTask(task, supports);
      if (refusal !== undefined) refused += 1;
      return refusal ?? task.id;
    });
    if (refused === tasks.length) {
      this.#begin(options);
      return results;
    }
    const good = refused === 0 ? tasks : tasks.filter((_, i) => typeof results[i] === 'string');
    const putting = this.#call(options, 'put', () => this.#verbs.put(queue, good, options));
    const answers = putting instanceof Promise ? await putting : putting;
    if (answers === undefined) return results;
    let next = 0;
    return results.map((result) =>
      typeof result === 'string' ? (answers[next++] ?? result) : result,
    );
  }

  async reserve(
    queues: readonly string[],
    options: ReserveOptions,
  ): Promise<readonly Reservation[]> {
    checkReserve(queues, options, this.#verbs.supports);
    for (const queue of queues) this.#checkQueue(queue);
    this.#begin(options);
    const names = queues.length === 1 ? queues : [...new Set(queues)];
    const { signal, done } = this.#waits.begin(options.signal);
    const asked = { max: options.max, waitMs: options.waitMs, signal };
    let taken: readonly Reservation[];
    try {
      const taking = this.#call(undefined, 'reserve', () => this.#take(names, asked));
      taken = taking instanceof Promise ? await taking : taking;
    } catch (error) {
      if (this.#closing.signal.aborted) throw closed(this.#who);
      if (options.signal?.aborted === true) throw aborted(options.signal);
      throw withoutDoubt(error);
    } finally {
      done();
    }
    // What was taken is in the book, so that the close gives it back.
    if (this.#closing.signal.aborted) throw closed(this.#who);
    if (taken.length === 0 && options.signal?.aborted === true) throw aborted(options.signal);
    return taken;
  }

  /** Writes down the leases within the call, so that a close under way gives them back. */
  #take(
    queues: readonly string[],
    options: ReserveOptions & { readonly signal: AbortSignal },
  ): Maybe<readonly Reservation[]> {
    const noted = (taken: readonly Reservation[]): readonly Reservation[] => {
      for (const { lease } of taken) this.#rules.book.add(lease);
      return taken;
    };
    const taking = this.#verbs.reserve(queues, options);
    return taking instanceof Promise ? taking.then(noted) : noted(taking);
  }

  complete(leases: readonly Lease[], options?: CallOptions): Promise<Results> {
    return this.#settle(options, leases, {
      verb: 'complete',
      leaseOf: itself,
      send: (open) => this.#verbs.complete(open, options),
    });
  }

  retry(retries: readonly Retry[], options?: CallOptions): Promise<Results> {
    const verbs = this.#verbs;
    return this.#settle(options, retries, {
      verb: 'retry',
      leaseOf: ({ lease }) => lease,
      refusal: (retry) => checkRetry(retry, verbs.supports),
      send: (open) => verbs.retry(open, options),
    });
  }

  hold(leases: readonly Lease[], options?: CallOptions): Promise<Results> {
    return this.#settle(options, leases, {
      verb: 'hold',
      leaseOf: itself,
      send: (open) => this.#verbs.hold?.(open, options) ?? [],
    });
  }

  touch(leases: readonly Lease[], options?: CallOptions): Promise<Results> {
    const send = (open: readonly Lease[]): Maybe<Results<number>> =>
      this.#verbs.touch?.(open, options) ?? [];
    return promised(() => this.#call(options, 'touch', () => touch(this.#rules, leases, send)));
  }

  /** A verb for people. */
  operate<T>(
    options: CallOptions | undefined,
    queue: string | undefined,
    work: () => Maybe<T>,
  ): Promise<T> {
    return promised(() => {
      if (queue !== undefined) this.#checkQueue(queue);
      return this.#call(options, 'asking the broker', work);
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    this.#waits.abort();
    const quiet =
      this.#underWay === 0
        ? Promise.resolve()
        : new Promise<void>((resolve) => (this.#whenQuiet = resolve));
    const ending: Ending = { quiet, drain: () => this.#rules.book.drain() };
    await this.#verbs.close(ending);
  }

  #settle<T>(
    options: CallOptions | undefined,
    items: readonly T[],
    settlement: Settlement<T>,
  ): Promise<Results> {
    const work = (): Maybe<Results> => settle(this.#rules, items, settlement);
    return promised(() => this.#call(options, settlement.verb, work));
  }

  get #who(): string {
    return `${this.#verbs.name} adapter`;
  }

  #checkQueue(queue: string): void {
    checkQueueName(queue);
    this.#verbs.checkQueue?.(queue);
  }

  /** @throws JobQueueError `closed`, `aborted` */
  #begin(options: CallOptions | undefined): void {
    if (this.#closing.signal.aborted) throw closed(this.#who);
    if (options?.signal?.aborted === true) throw aborted(options.signal);
  }

  /**
   * Every request goes through here, so that `close` knows what is under way. Answers at once where
   * the broker does.
   * @throws JobQueueError what `begin` refuses; or rejects with why the call failed
   */
  #call<T>(
    options: CallOptions | undefined,
    doing: string,
    work: () => Maybe<T>,
    opens = false,
  ): Maybe<T> {
    this.#begin(options);
    const running = this.#run(doing, work, opens);
    return running instanceof Promise ? this.#aborts.race(running, options?.signal) : running;
  }

  #run<T>(doing: string, work: () => Maybe<T>, opens: boolean): Maybe<T> {
    this.#underWay += 1;
    const over = (value: T): T => {
      this.#finished();
      return value;
    };
    const failed = (error: unknown): never => {
      this.#finished();
      throw this.#verbs.errorOf?.(error, doing) ?? JobQueueError.from(error, doing);
    };
    let running: Maybe<T>;
    try {
      const opening = opens ? undefined : this.#verbs.ready?.();
      running = opening === undefined ? work() : opening.then(work);
    } catch (error) {
      return failed(error);
    }
    return running instanceof Promise ? running.then(over, failed) : over(running);
  }

  #finished(): void {
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#whenQuiet();
  }
}

/** What an adapter's verb answers with, also for what is refused or known at once. */
function promised<T>(call: () => Maybe<T>): Promise<T> {
  try {
    const value = call();
    return value instanceof Promise ? value : Promise.resolve(value);
  } catch (error) {
    // The verbs and the checks throw nothing but errors.
    return Promise.reject(error as Error);
  }
}

const itself = (lease: Lease): Lease => lease;

/** Of a call that changes nothing. */
function certain(error: unknown): never {
  throw withoutDoubt(error);
}
