/**
 * A call's beginning and its answer; what it did, it did in between. `from` and `to` are times, to
 * be compared with deadlines; `begun` and `done` are places in the history, which tell what was
 * first.
 */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly begun: number;
  readonly done: number;
}
