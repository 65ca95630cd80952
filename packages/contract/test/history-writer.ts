import type { RecordedAnswer, RecordedCall, DeliveryRecord, HistoryEvent } from '@jq/contract';

type Given = Partial<DeliveryRecord> & { readonly id: string };

/** Writes histories by hand, a millisecond per event unless told otherwise. */
export class HistoryWriter {
  readonly events: HistoryEvent[] = [];
  at = 0;
  #ops = 0;

  /** Asks; the returned function answers, at once or after other events. */
  ask(by: string, call: RecordedCall): (answer?: RecordedAnswer) => void {
    this.#ops += 1;
    const op = this.#ops;
    this.at += 1;
    this.events.push({ at: this.at, by, op, kind: 'invoke', call });
    return (answer = {}) => {
      this.at += 1;
      this.events.push({ at: this.at, by, op, kind: 'ok', answer });
    };
  }

  put(id: string, rest: { delayMs?: number; priority?: number } = {}): void {
    const task = { id, digest: id, priority: 512, delayMs: 0, ttrMs: 1000, ...rest };
    this.ask('producer', { verb: 'put', queue: 'q', tasks: [task] })({ results: [null] });
  }

  /** A reserve that is answered at once; leases live for 1000 ms unless told otherwise. */
  take(by: string, ...given: Given[]): void {
    this.reserve(by)(...given);
  }

  reserve(by: string): (...given: Given[]) => void {
    const answer = this.ask(by, { verb: 'reserve', queues: ['q'], max: 10 });
    return (...given) =>
      answer({
        deliveries: given.map(({ id, ...rest }) => ({
          lease: 1,
          queue: 'q',
          id,
          digest: id,
          attempts: 1,
          priority: 512,
          until: this.at + 1001,
          ...rest,
        })),
      });
  }

  settle(
    by: string,
    verb: 'complete' | 'hold' | 'touch',
    result: 'lease-lost' | null = null,
    lease = 1,
  ): void {
    const answer = this.ask(by, { verb, leases: [lease] });
    answer({ results: [result], ...(verb === 'touch' ? { until: [this.at + 1000] } : {}) });
  }

  retry(by: string, delayMs = 0): void {
    this.ask(by, { verb: 'retry', leases: [1], retries: [{ delayMs }] })({ results: [null] });
  }
}
