/** Wakes all who wait; many rings of one tick wake once, after that tick's promise jobs. */
export class Bell {
  #next: Promise<void> | undefined;
  #wake: () => void = () => undefined;

  ring(): void {
    if (this.#next === undefined) return;
    this.#next = undefined;
    process.nextTick(this.#wake);
  }

  /** Until the next ring. */
  wait(): Promise<void> {
    this.#next ??= new Promise((resolve) => (this.#wake = resolve));
    return this.#next;
  }
}
