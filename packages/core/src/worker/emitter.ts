/** Anything a listener returns is ignored; a rejection is reported like a throw. */
export type Listener<Event> = (event: Event) => unknown;

/**
 * Typed events. Listeners run in the order of their registration, synchronously; one that throws or
 * rejects harms neither the others nor whoever emits.
 */
export class Emitter<Events> {
  readonly #listeners = new Map<keyof Events, readonly Listener<never>[]>();
  readonly #failed: (event: keyof Events, error: unknown) => void;

  /** @param failed told what a listener threw or rejected with; must not throw */
  constructor(failed: (event: keyof Events, error: unknown) => void) {
    this.#failed = failed;
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

  #remove(event: keyof Events, listener: Listener<never>): void {
    const left = this.#listeners.get(event)?.filter((other) => other !== listener) ?? [];
    if (left.length === 0) this.#listeners.delete(event);
    else this.#listeners.set(event, left);
  }
}
