import { setMaxListeners } from 'node:events';

/**
 * The signals of reserves that wait: each fires when its caller's does, and all fire at close. One
 * per signal of a caller, since a worker hands over the same with every reserve.
 */
export class WaitSignals {
  readonly #closing: AbortSignal;
  readonly #known = new WeakMap<AbortSignal, AbortController>();
  /** Of reserves under way: how many share it. */
  readonly #active = new Map<AbortController, number>();

  constructor(closing: AbortSignal) {
    this.#closing = closing;
  }

  /** Call `done` when the reserve is over. */
  begin(caller: AbortSignal | undefined): {
    readonly signal: AbortSignal;
    readonly done: () => void;
  } {
    if (caller === undefined) return { signal: this.#closing, done: () => undefined };
    const both = this.#known.get(caller) ?? this.#join(caller);
    this.#active.set(both, (this.#active.get(both) ?? 0) + 1);
    return { signal: both.signal, done: () => this.#end(both) };
  }

  /** Fires all. */
  abort(): void {
    for (const both of this.#active.keys()) both.abort();
  }

  #join(caller: AbortSignal): AbortController {
    const both = new AbortController();
    setMaxListeners(0, both.signal);
    this.#known.set(caller, both);
    // Each adapter adds one listener, and Node warns of more than ten, though they are wanted.
    setMaxListeners(0, caller);
    caller.addEventListener('abort', () => both.abort(caller.reason), { once: true });
    return both;
  }

  #end(both: AbortController): void {
    const left = (this.#active.get(both) ?? 1) - 1;
    if (left === 0) this.#active.delete(both);
    else this.#active.set(both, left);
  }
}
