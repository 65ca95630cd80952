import {
  type Adapter,
  type Handler,
  memory,
  Queue,
  Worker,
  type WorkerEvents,
  type WorkerOptions,
} from '@jq/core';
import { ManualClock } from '@jq/core/testing';

type Told = { [K in keyof WorkerEvents]: readonly [K, WorkerEvents[K]] }[keyof WorkerEvents];

const EVENTS: readonly (keyof WorkerEvents)[] = [
  'worker.start',
  'worker.finished',
  'task.fetched',
  'task.started',
  'task.progress',
  'task.executed',
  'task.failed',
  'task.retried',
  'task.held',
  'task.released',
  'task.lost',
  'error',
];

/** A queue and a worker on a clock that the test turns. `faults` makes the worker's adapter. */
export class Stage {
  readonly clock = new ManualClock();
  readonly memory = memory({ clock: this.clock });
  readonly queue = new Queue('q', this.memory);
  /** All that the worker told, in order. */
  readonly told: Told[] = [];

  /** Starts a worker without signals; jitter is always one half. */
  worker(
    handlers: readonly Handler[],
    options: WorkerOptions = {},
    adapter: Adapter = this.memory,
  ): Worker {
    const queue = new Queue('q', adapter);
    const defaults = { clock: this.clock, signals: [], random: () => 0.5, name: 'w' };
    const worker = new Worker(queue, handlers, { ...defaults, ...options });
    for (const event of EVENTS)
      worker.on(event, (payload) => this.told.push([event, payload] as unknown as Told));
    return worker;
  }

  /** What was told under these names. */
  events<K extends keyof WorkerEvents>(...names: K[]): WorkerEvents[K][] {
    return this.told
      .filter(([name]) => (names as string[]).includes(name))
      .map(([, event]) => event as WorkerEvents[K]);
  }

  names(): (keyof WorkerEvents)[] {
    return this.told.map(([name]) => name);
  }
}

/** A promise that the test settles. */
export function gate(): { promise: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => (open = resolve));
  return { promise, open };
}
