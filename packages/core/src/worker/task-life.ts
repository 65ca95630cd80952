import type { Lease } from '../adapter/adapter.js';
import { Emitter } from '../emitter.js';
import { JobQueueError } from '../errors.js';
import type { TaskFacts, WorkerEvents } from './events.js';
import type { Outcome } from './outcome.js';
import type { RunningTask } from './running-task.js';
import type { StopReason, WorkerReport } from './worker-report.js';

type Counts = { -readonly [K in keyof Omit<WorkerReport, 'reason'>]: number };

/**
 * Tells the life of every delivery, in the order of the methods:
 *
 *     fetched → started → progress → executed
 *                                  | failed → retried | held | released | lost
 *
 * Processor and settler call it, nobody else. It counts for the report and emits the events; one
 * delivery has one ending, and whatever would end it again is ignored. An event that nobody listens
 * to costs a look into a map.
 */
export class TaskLife {
  readonly events: Emitter<WorkerEvents>;
  readonly #worker: string;
  readonly #counts: Counts = {
    completed: 0,
    retried: 0,
    held: 0,
    lost: 0,
    released: 0,
    abandoned: 0,
  };

  constructor(worker: string) {
    this.#worker = worker;
    this.events = new Emitter(`worker ${worker}`, { worker });
  }

  /** Reserved, in its slot and decoded, or found undecodable. */
  fetched(task: RunningTask): void {
    if (this.events.has('task.fetched')) this.events.emit('task.fetched', this.#facts(task));
  }

  /** Its handler begins. */
  started(task: RunningTask): void {
    if (this.events.has('task.started')) this.events.emit('task.started', this.#facts(task));
  }

  /** Its handler said how far it is. */
  progress(task: RunningTask, value: unknown): void {
    if (task.ended || !this.events.has('task.progress')) return;
    this.events.emit('task.progress', { ...this.#facts(task), value });
  }

  /** Its handler threw, or took too long: an ending follows. */
  failed(task: RunningTask, error: unknown, durationMs: number): void {
    if (!this.events.has('task.failed')) return;
    this.events.emit('task.failed', { ...this.#facts(task), error, durationMs });
  }

  /** Ending: the broker has confirmed that the task is done. */
  executed(task: RunningTask): void {
    if (!this.#ends(task)) return;
    this.#counts.completed++;
    if (!this.events.has('task.executed')) return;
    // One literal: spread costs several times as much, and this is done for every task.
    const { worker, queue, id, name, attempts } = this.#facts(task);
    const durationMs = task.endedAt - task.startedAt;
    this.events.emit('task.executed', { worker, queue, id, name, attempts, durationMs });
  }

  /** Ending: the broker has confirmed that it runs again. */
  retried(task: RunningTask, { delayMs, error }: Outcome & { verb: 'retry' }): void {
    if (!this.#ends(task)) return;
    this.#counts.retried++;
    if (this.events.has('task.retried'))
      this.events.emit('task.retried', { ...this.#facts(task), delayMs, error });
  }

  /** Ending: the broker has confirmed that it is set aside. */
  held(task: RunningTask, { reason, error }: Outcome & { verb: 'hold' }): void {
    if (!this.#ends(task)) return;
    this.#counts.held++;
    if (this.events.has('task.held'))
      this.events.emit('task.held', { ...this.#facts(task), reason, error });
  }

  /** Ending: the broker has confirmed that it was given back, which is nobody's failure. */
  released(task: RunningTask): void {
    if (!this.#ends(task)) return;
    this.#counts.released++;
    if (this.events.has('task.released')) this.events.emit('task.released', this.#facts(task));
  }

  /** Ending: it is not ours any more, or nobody can say what the broker did with its outcome. */
  lost(task: RunningTask, error: JobQueueError): void {
    if (!this.#ends(task)) return;
    this.#counts.lost++;
    this.#tellLost(task, error);
  }

  /** The worker ends while its handler still runs: an ending, unless it had one already. */
  abandoned(task: RunningTask): void {
    this.#counts.abandoned++;
    if (!this.#ends(task)) return;
    const error = new JobQueueError(
      'aborted',
      `task ${task.id}: its handler had not returned when the worker stopped; it runs again when its ` +
        'lease ends or the adapter is closed',
    );
    this.#tellLost(task, error);
  }

  /** What went wrong outside the handlers, and with which delivery. Never throws. */
  fault(error: JobQueueError, lease?: Lease): void {
    const where = lease === undefined ? {} : { queue: lease.queue, id: lease.taskId };
    this.events.fault(error, where);
  }

  report(reason: StopReason): WorkerReport {
    return { reason, ...this.#counts };
  }

  #tellLost(task: RunningTask, error: JobQueueError): void {
    if (this.events.has('task.lost'))
      this.events.emit('task.lost', { ...this.#facts(task), error });
  }

  /** @returns whether this is its first ending */
  #ends(task: RunningTask): boolean {
    if (task.ended) return false;
    task.ended = true;
    return true;
  }

  #facts({ lease, name, attempts }: RunningTask): TaskFacts {
    return {
      worker: this.#worker,
      queue: lease.queue,
      id: lease.taskId,
      name: name === '' ? undefined : name,
      attempts,
    };
  }
}
