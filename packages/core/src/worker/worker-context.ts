import type { Adapter, Lease } from '../adapter/adapter.js';
import { errorLine, JobQueueError } from '../errors.js';
import type { Clock } from '../time/clock.js';
import { Bell } from './bell.js';
import { Emitter } from './emitter.js';
import type { WorkerEvents } from './events.js';
import type { RunningTask } from './running-task.js';
import type { StopReason, WorkerReport } from './worker-report.js';

type Counts = { -readonly [K in keyof Omit<WorkerReport, 'reason'>]: number };

/** What the roles of one worker share. */
export class WorkerContext {
  readonly name: string;
  readonly adapter: Adapter;
  readonly clock: Clock;
  readonly random: () => number;
  /** Rings when a slot or a settlement is done with, and when the worker is told to stop. */
  readonly bell: Bell = new Bell();
  readonly counts: Counts = {
    completed: 0,
    retried: 0,
    held: 0,
    lost: 0,
    released: 0,
    abandoned: 0,
  };
  readonly events: Emitter<WorkerEvents> = new Emitter((event, error) => {
    const failure = JobQueueError.from(error, `a listener of ${event}`);
    if (event === 'error') this.#print(failure);
    else this.fault(failure);
  });

  constructor(name: string, adapter: Adapter, clock: Clock, random: () => number) {
    this.name = name;
    this.adapter = adapter;
    this.clock = clock;
    this.random = random;
  }

  /** Reports what went wrong outside the handlers; never throws. */
  fault(error: JobQueueError, lease?: Lease): void {
    if (!this.events.has('error')) return this.#print(error);
    const place = lease === undefined ? {} : { queue: lease.queue, id: lease.taskId };
    this.events.emit('error', { worker: this.name, error, ...place });
  }

  /** The delivery is not ours any more. Once per delivery. */
  lose(task: RunningTask, error: JobQueueError): void {
    if (task.lost) return;
    task.lost = true;
    this.counts.lost++;
    task.abort(error);
    if (this.events.has('task.lost')) this.events.emit('task.lost', { ...task.facts(), error });
  }

  report(reason: StopReason): WorkerReport {
    return { reason, ...this.counts };
  }

  #print(error: JobQueueError): void {
    process.stderr.write(`${errorLine(`worker ${this.name}`, error)}\n`);
  }
}
