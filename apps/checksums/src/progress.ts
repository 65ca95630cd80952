import { clock, count, percent } from './numbers.js';

/** Where progress is shown: a terminal gets a bar, anything else plain lines. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const BAR_WIDTH = 16;
const REDRAW_EVERY_MS = 80;
const PLAIN_EVERY_MS = 2000;
const ERASE_LINE = '\r\u001B[2K';

/** Shows how far a count has come, how fast, and how long it will take. */
export class Progress {
  readonly #screen: Screen;
  readonly #what: string;
  readonly #started: number = performance.now();
  #due: number;
  #shown: string = '';

  constructor(screen: Screen, what: string) {
    this.#screen = screen;
    this.#what = what;
    this.#due = screen.isTTY ? 0 : PLAIN_EVERY_MS;
  }

  /** `total` may still grow. */
  update(done: number, total: number): void {
    const elapsed = performance.now() - this.#started;
    if (elapsed < this.#due) return;
    this.#due = elapsed + (this.#screen.isTTY ? REDRAW_EVERY_MS : PLAIN_EVERY_MS);
    const rate = done / (elapsed / 1000);
    const left = rate > 0 ? clock(((total - done) / rate) * 1000) : '–:––';
    const share = percent(done, total);
    const figures = `${count(done)} / ${count(total)} files  ${share} %  ${count(rate)}/s  ${left} left`;
    if (this.#screen.isTTY) this.#redraw(`${this.#what} ${bar(share)} ${figures}`);
    else this.#screen.write(`${this.#what} ${figures}\n`);
  }

  /** A line that stays, above the bar. */
  note(text: string): void {
    const bar = this.#shown;
    this.clear();
    this.#screen.write(`${text}\n`);
    if (bar !== '') this.#redraw(bar);
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#shown !== '') this.#screen.write(ERASE_LINE);
    this.#shown = '';
  }

  #redraw(line: string): void {
    const fitting = line.slice(0, (this.#screen.columns ?? 80) - 1);
    this.#screen.write(ERASE_LINE + fitting);
    this.#shown = fitting;
  }
}

function bar(share: number): string {
  const full = Math.round((share / 100) * BAR_WIDTH);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}]`;
}
