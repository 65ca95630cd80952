import {
  adapterFront,
  type AdapterOf,
  type BrokerNames,
  type BrokerVerbs,
  type CallOptions,
  checkWhole,
  type Ending,
  type Lease,
  LeaseBook,
  type NewTask,
  type Reservation,
  type ReserveOptions,
  type Results,
  settle,
  type SettleRules,
  type TaskState,
  type TaskView,
  timers,
} from '@jq/core/adapter';
import { type ServerAddress, Servers } from '@jq/core/tcp';

import { checkFacts } from './broker/server-facts.js';
import { Server } from './broker/server.js';
import { Operations } from './operate/operations.js';
import type { Settings } from './options.js';
import { putTasks } from './put/put-tasks.js';
import { reserveTasks } from './reserve/reserve-tasks.js';
import { complete, hold, mayComplete, retry, touch } from './settle/settle.js';
import { type BeanstalkdCapabilities, supportsOf } from './supports.js';

/** Tasks on one beanstalkd or several. */
export type BeanstalkdAdapter = AdapterOf<BeanstalkdVerbs> & HeldTasks;

/** What beanstalkd can do beyond the contract. */
export interface HeldTasks {
  /**
   * Held tasks, in the order in which they were put; the order of holding, that of `unhold`, the
   * server shows to nobody. Walks like `peek`.
   */
  held(queue: string, max: number, options?: CallOptions): Promise<readonly TaskView[]>;
}

/** Connects at first use. */
export function adapterOn(
  addresses: readonly ServerAddress[],
  settings: Settings,
): BeanstalkdAdapter {
  const verbs = new BeanstalkdVerbs(addresses, settings);
  return adapterFront(verbs, {
    ...verbs.rules,
    extra: (call): HeldTasks => ({
      held: (queue, max, asked) =>
        call(asked, queue, () => {
          checkWhole('max', max, 1, Number.MAX_SAFE_INTEGER);
          return verbs.peek(queue, 'held', max, asked);
        }),
    }),
  });
}

class BeanstalkdVerbs implements BrokerVerbs<BeanstalkdCapabilities> {
  readonly name = 'beanstalkd';
  readonly supports: BeanstalkdCapabilities;
  readonly rules: SettleRules;
  readonly #answerMs: number;
  readonly #names: BrokerNames;
  readonly #closed = new AbortController();
  readonly #servers: Servers<Server>;
  readonly #operations: Operations;

  constructor(addresses: readonly ServerAddress[], settings: Settings) {
    this.supports = supportsOf(settings);
    this.#answerMs = settings.answerMs;
    this.#names = settings.names;
    const book = new LeaseBook();
    const { lateComplete } = this.supports;
    this.rules = {
      book,
      lateComplete,
      mayComplete: (lease) => mayComplete(lease, book),
      endsWhenSent: true,
    };
    const parts = { book, closed: this.#closed.signal, check: checkFacts(settings) };
    this.#servers = new Servers(addresses.map((each) => new Server(each, settings, parts)));
    this.#operations = new Operations(this.#servers, settings);
  }

  checkQueue(queue: string): void {
    this.#names.check(queue);
  }

  /** Connects to every server that can be reached, and to at least one. */
  open(options?: CallOptions): Promise<void> {
    return this.#servers.look(timers.now() + this.#answerMs, options?.signal);
  }

  put(queue: string, tasks: readonly NewTask[], options?: CallOptions): Promise<Results> {
    const tube = this.#names.toBroker(queue);
    return putTasks(this.#servers, this.#answerMs, tube, tasks, options);
  }

  reserve(
    queues: readonly string[],
    { max, waitMs, signal }: ReserveOptions & { readonly signal: AbortSignal },
  ): Promise<readonly Reservation[]> {
    const request = {
      tubes: queues.map((queue) => this.#names.toBroker(queue)),
      max: Math.min(max, this.supports.maxBatch),
      waits: waitMs > 0,
      until: timers.now() + (waitMs > 0 ? waitMs : this.#answerMs),
      signal,
    };
    return reserveTasks(this.#servers, request, (spare) => this.#giveBack(spare));
  }

  readonly complete: typeof complete = complete;
  readonly retry: typeof retry = retry;
  readonly hold: typeof hold = hold;

  touch(leases: readonly Lease[]): Promise<Results<number>> {
    return touch(leases, this.rules.book);
  }

  readonly unhold: Operations['unhold'] = (queue, ...asked) =>
    this.#operations.unhold(this.#names.toBroker(queue), ...asked);
  readonly peek: Operations['peek'] = (queue, ...asked) =>
    this.#operations.peek(this.#names.toBroker(queue), ...asked);
  readonly remove: Operations['remove'] = (queue, ...asked) =>
    this.#operations.remove(this.#names.toBroker(queue), ...asked);
  readonly purge: Operations['purge'] = (queue, ...asked) =>
    this.#operations.purge(this.#names.toBroker(queue), ...asked);
  readonly pause: Operations['pause'] = (queue, ...asked) =>
    this.#operations.pause(this.#names.toBroker(queue), ...asked);
  readonly stats: Operations['stats'] = (queue, ...asked) =>
    this.#operations.stats(this.#names.toBroker(queue), ...asked);
  readonly queues: Operations['queues'] = (...asked) => this.#operations.queues(...asked);

  stateHint(verb: 'peek' | 'purge', state: TaskState): string | undefined {
    if (verb === 'peek') return state === 'held' ? 'the method held lists held tasks' : undefined;
    return 'workers have them';
  }

  /** The end of a connection gives its leases back. */
  async close({ drain }: Ending): Promise<void> {
    this.#closed.abort();
    drain();
    await Promise.all(this.#servers.all.map((server) => server.end()));
  }

  #giveBack(spare: readonly Reservation[]): void {
    const retries = spare.map(({ lease }) => ({ lease, delayMs: 0 }));
    const leaseOf = ({ lease }: { readonly lease: Lease }): Lease => lease;
    void settle(this.rules, retries, { verb: 'retry', leaseOf, send: retry });
  }
}
