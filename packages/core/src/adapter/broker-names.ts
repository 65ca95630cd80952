import { JobQueueError } from '../errors.js';
import { isPlain, shown } from './checks.js';

/**
 * What queues are called at the broker, by jq's name: `{ orders: 'shop:orders' }`. A queue that is
 * not in it has its usual name. The queues that an adapter keeps beside one are named like any
 * other, by what jq calls them: `'orders-held'`, `'orders-p0'`.
 */
export type QueueNames = Readonly<Record<string, string>>;

/** What a broker's own rules for names are. */
export interface NamingRules {
  /** Whose option `names` is, such as `@jq/beanstalkd`. */
  readonly what: string;
  /** Whether the broker takes a queue of this name. */
  readonly takes: (name: string) => boolean;
  /** What it takes, for the refusal: `use 1–200 letters, digits or …`. */
  readonly hint: string;
  /** What the broker calls a queue that is not in the map. Default: as jq does. */
  readonly usual?: (queue: string) => string;
}

// A queue's name, with room for the end of a side queue's.
const PLACE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/;

/**
 * The option `names` of an adapter: translates where names go to the broker and come from it, so
 * that queues of existing systems keep theirs. Everything else in an adapter has jq's names.
 */
export class BrokerNames {
  readonly #rules: NamingRules;
  readonly #toBroker = new Map<string, string>();
  readonly #toQueue = new Map<string, string>();
  /** What the named queues would be called otherwise: nobody reaches those. */
  readonly #hidden = new Set<string>();

  /**
   * @throws JobQueueError `invalid` for a key that can't be a queue of jq's, a name that the broker
   * does not take, and a name that two queues have
   */
  constructor(names: QueueNames | undefined, rules: NamingRules) {
    this.#rules = rules;
    if (names === undefined) return;
    checkMap(names, rules.what);
    for (const [queue, name] of Object.entries(names)) this.#add(queue, name);
    for (const queue of this.#toBroker.keys()) this.#hidden.add(this.#usual(queue));
  }

  /** The broker's name of a queue, or of a queue kept beside one. */
  toBroker(queue: string): string {
    return this.#toBroker.get(queue) ?? this.#usual(queue);
  }

  /**
   * jq's name of what the broker calls so: that of the map, or the same. Undefined where jq calls
   * another queue of the broker so. For `queues`, filter by `isQueueName`: a broker has others,
   * too.
   */
  toQueue(name: string): string | undefined {
    const queue = this.#toQueue.get(name);
    if (queue !== undefined) return queue;
    return this.#hidden.has(name) ? undefined : name;
  }

  /**
   * For `checkQueue`: a queue that the broker would confuse with a named one is refused.
   * @throws JobQueueError `invalid`
   */
  check(queue: string): void {
    if (this.#toQueue.size === 0 || this.#toBroker.has(queue)) return;
    const named = this.#toQueue.get(this.#usual(queue));
    if (named === undefined) return;
    throw invalid(
      `queue name ${shown(queue)}: the option names gives this queue of the broker to ${shown(named)}; use that name`,
    );
  }

  #usual(queue: string): string {
    return this.#rules.usual?.(queue) ?? queue;
  }

  #add(queue: string, name: string): void {
    const { what, takes, hint } = this.#rules;
    if (!PLACE.test(queue))
      throw invalid(
        `${what}: names has the key ${shown(queue)}: keys are jq's names of queues, letters, digits, "_" or "-"`,
      );
    if (typeof name !== 'string' || !takes(name))
      throw invalid(`${what}: names.${queue} ${shown(name)}: ${hint}`);
    const other = this.#toQueue.get(name);
    if (other !== undefined)
      throw invalid(`${what}: names.${queue} ${shown(name)}: names.${other} is the same queue`);
    this.#toBroker.set(queue, name);
    this.#toQueue.set(name, queue);
  }
}

function checkMap(names: unknown, what: string): void {
  if (typeof names === 'object' && names !== null && isPlain(names)) return;
  throw invalid(
    `${what}: names ${shown(names)}: use an object such as { orders: 'shop.orders' }, jq's name first`,
  );
}

const invalid = (message: string): JobQueueError => new JobQueueError('invalid', message);
