import { errorLine, JobQueueError } from './errors.js';

/** Anything a listener returns is ignored; a rejection is reported like a throw. */
export type Listener<Event> = (event: Event) => unknown;

/** Every emitter has an `error` event: faults that no caller is there to hear of. */
interface Faults {
  error: { readonly error: JobQueueError };
}

/**
 * Typed events. Listeners run in the order of their registration, synchronously; one that throws or
 * rejects harms neither the others nor whoever emits: it becomes an `error` event.
 */
export class Emitter<Events extends Faults> {
  readonly #who: string;
  readonly #place: Omit<Events['error'], 'error'>;
  readonly #listeners = new Map<keyof Events, readonly Listener<never>[]>();

  /**
   * @param who for the line that an unheard error becomes, such as `worker w`
   * @param place what every `error` event says beside its error
   */
  constructor(who: string, place: Omit<Events['error'], 'error'>) {
    this.#who = who;
    this.#place = place;
  }

  /**
   * Registers a listener; the same function twice still runs once per event.
   * @returns a function that removes it
   */
  on<K extends keyof Events>(event: K, listener: Listener<Events[K]>): () => void {
    const before = this.#listeners.get(event) ?? [];
    if (!before.includes(listener)) this.#listeners.set(event, [...before, listener]);
    return () => this.#remove(event, listener);
  }

  /** Lets the emitting side skip building an event that nobody hears. */
  has(event: keyof Events): boolean {
    return this.#listeners.has(event);
  }

  emit<K extends keyof Events>(name: K, event: Events[K]): void {
    const listeners = this.#listeners.get(name) as readonly Listener<Events[K]>[] | undefined;
    if (listeners === undefined) return;
    for (const listener of listeners) {
      try {
        const returned = listener(event);
        if (returned instanceof Promise) returned.catch((error) => this.#failed(name, error));
      } catch (error) {
        this.#failed(name, error);
      }
    }
  }

  /**
   * Emits an `error`; with nobody listening one line goes to standard error. Never throws.
   * @param where what this error says beside the usual
   */
  fault(error: JobQueueError, where: Partial<Events['error']> = {}): void {
    if (!this.has('error')) return this.#print(error);
    this.emit('error', { ...this.#place, error, ...where } as Events['error']);
  }

  #failed(event: keyof Events, error: unknown): void {
    const failure = JobQueueError.from(error, `a listener of ${String(event)}`);
    if (event === 'error') this.#print(failure);
    else this.fault(failure);
  }

  #print(error: JobQueueError): void {
    process.stderr.write(`${errorLine(this.#who, error)}\n`);
  }

  #remove(event: keyof Events, listener: Listener<never>): void {
    const left = this.#listeners.get(event)?.filter((other) => other !== listener) ?? [];
    if (left.length === 0) this.#listeners.delete(event);
    else this.#listeners.set(event, left);
  }
}
