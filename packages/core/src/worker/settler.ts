import { supportsRule } from '../adapter/adapter-check.js';
import type { Results } from '../adapter/adapter.js';
import { Bag, type Baggable, place } from '../adapter/bag.js';
import { Batcher } from '../adapter/batcher.js';
import { type ErrorCode, JobQueueError } from '../errors.js';
import { Alarm } from '../time/alarm.js';
import { backoffMs } from './backoff.js';
import { COMPLETE, type Outcome } from './outcome.js';
import type { RunningTask } from './running-task.js';
import type { WorkerContext } from './worker-context.js';

type Verb = Outcome['verb'];

/** One request under way. */
interface Call extends Baggable {
  readonly verb: Verb;
  readonly tasks: readonly RunningTask[];
  readonly tries: number;
  /** When the last of its leases ends; no answer matters after it. */
  readonly deadline: number;
}

const HOLD_SUBSTITUTE_MS = 3_600_000;
const SHORTEST_SUBSTITUTE_MS = 1000;
const SHORTEST_ANSWER_MS = 1000;

// The task may still be ours and the same verb may still succeed; also after `invalid`, which is
// what a broker says that has taken rights away for a moment.
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'unavailable',
  'ambiguous',
  'unexpected',
  'aborted',
  'invalid',
]);

/**
 * Tells the broker what became of each delivery: outcomes of one tick in one request per verb. A
 * request that fails in passing is repeated until the lease ends; no delivery is ever settled in
 * two ways.
 */
export class Settler {
  readonly #context: WorkerContext;
  readonly #batcher: Batcher<RunningTask> = new Batcher((tasks) => this.#sort(tasks));
  readonly #alarm: Alarm;
  readonly #calls = new Bag<Call>();
  /** What waits to be sent again, by what cancels the wait. */
  readonly #repeats = new Map<() => void, readonly RunningTask[]>();
  readonly #canHold: boolean;
  #pending = 0;
  #stopped = false;

  constructor(context: WorkerContext) {
    this.#context = context;
    this.#alarm = new Alarm(context.clock, () => this.#dropOverdue());
    this.#canHold = supportsRule(context.adapter, 'HOLD') && context.adapter.hold !== undefined;
  }

  /** No outcome is taken any more. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Deliveries whose outcome the broker has not confirmed. */
  get pending(): number {
    return this.#pending;
  }

  /** Takes the outcome of a delivery; a second one is ignored. */
  settle(task: RunningTask, outcome: Outcome): void {
    if (task.outcome !== undefined || this.#stopped) return;
    task.outcome = outcome;
    if (outcome.verb === 'hold' && !this.#canHold && !this.#substitute(task, outcome)) return;
    this.#pending++;
    this.#batcher.add(task);
  }

  /** Sends nothing more and expects no answers; what is still unconfirmed is lost. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#alarm.stop();
    this.#batcher.flush();
    for (const { tasks } of this.#calls.drain()) this.#unconfirmed(tasks);
    for (const [cancel, tasks] of this.#repeats) {
      cancel();
      this.#unconfirmed(tasks);
    }
    this.#repeats.clear();
  }

  /** @returns whether there is something to send */
  #substitute(task: RunningTask, { reason }: { readonly reason: string }): boolean {
    const { adapter } = this.#context;
    const delayMs = Math.min(HOLD_SUBSTITUTE_MS, adapter.supports.maxDelayMs);
    const lapses = delayMs < SHORTEST_SUBSTITUTE_MS || !supportsRule(adapter, 'DELAY');
    const error = new JobQueueError(
      'unsupported',
      `task ${task.id} should be held (${reason}), which adapter ${adapter.name} cannot do; it runs again ` +
        (lapses ? 'when its lease ends' : `in ${delayMs} ms`),
    );
    this.#context.life.fault(error, task.lease);
    if (lapses) this.#context.life.lost(task, error);
    else task.outcome = { verb: 'retry', delayMs, error };
    return !lapses;
  }

  #sort(tasks: readonly RunningTask[]): void {
    if (this.#stopped) return this.#unconfirmed(tasks);
    const [first] = tasks;
    const verb = first?.outcome?.verb ?? 'complete';
    if (tasks.every((task) => task.outcome?.verb === verb)) return this.#send(verb, tasks, 0);
    for (const each of ['complete', 'retry', 'hold'] as const) {
      const some = tasks.filter((task) => task.outcome?.verb === each);
      if (some.length > 0) this.#send(each, some, 0);
    }
  }

  #send(verb: Verb, tasks: readonly RunningTask[], tries: number): void {
    let deadline = this.#context.clock.monotonic() + SHORTEST_ANSWER_MS;
    for (const task of tasks) deadline = Math.max(deadline, task.lease.expiresAt);
    const call: Call = { verb, tasks, tries, deadline, [place]: undefined };
    this.#calls.add(call);
    this.#alarm.at(deadline);
    this.#request(verb, tasks).then(
      (results) => this.#answered(call, (index) => results[index]),
      (error: unknown) => {
        const failure = JobQueueError.from(error, verb);
        this.#answered(call, () => failure);
      },
    );
  }

  async #request(verb: Verb, tasks: readonly RunningTask[]): Promise<Results> {
    const { adapter } = this.#context;
    let results: Results;
    if (verb === 'retry') results = await adapter.retry(tasks.map(retryOf));
    else {
      const leases = tasks.map((task) => task.lease);
      results =
        verb === 'complete'
          ? await adapter.complete(leases)
          : ((await adapter.hold?.(leases)) ?? []);
    }
    if (results.length === tasks.length) return results;
    throw new Error(`${results.length} results for ${tasks.length} leases`);
  }

  #answered(call: Call, resultAt: (index: number) => void | JobQueueError): void {
    if (!this.#calls.delete(call) || this.#stopped) return;
    let failure: JobQueueError | undefined;
    const again: RunningTask[] = [];
    let index = 0;
    for (const task of call.tasks) {
      const result = resultAt(index++);
      if (!JobQueueError.is(result)) this.#confirmed(task);
      else if (PASSING.has(result.code)) {
        failure = result;
        again.push(task);
      } else this.#end(task, result);
    }
    if (failure !== undefined) this.#repeat(call, again, failure);
    this.#context.waiters.wake();
  }

  #repeat({ verb, tries }: Call, tasks: readonly RunningTask[], failure: JobQueueError): void {
    const { clock, random } = this.#context;
    this.#context.life.fault(failure, tasks[0]?.lease);
    const cancel = clock.after(backoffMs(tries, 5000, random), () => {
      this.#repeats.delete(cancel);
      const now = clock.monotonic();
      const open = tasks.filter((task) => task.lease.expiresAt > now);
      for (const task of tasks) if (task.lease.expiresAt <= now) this.#end(task, failure);
      if (open.length > 0) this.#send(verb, open, tries + 1);
      this.#context.waiters.wake();
    });
    this.#repeats.set(cancel, tasks);
  }

  #dropOverdue(): void {
    const now = this.#context.clock.monotonic();
    for (const call of this.#calls) {
      if (call.deadline > now) {
        this.#alarm.at(call.deadline);
        continue;
      }
      this.#calls.delete(call);
      const error = new JobQueueError(
        'ambiguous',
        `${call.verb}: adapter ${this.#context.adapter.name} gave no answer before the lease ended`,
      );
      this.#context.life.fault(error, call.tasks[0]?.lease);
      for (const task of call.tasks) this.#end(task, error);
    }
    this.#context.waiters.wake();
  }

  #end(task: RunningTask, error: JobQueueError): void {
    this.#pending--;
    this.#context.life.lost(task, error);
  }

  #confirmed(task: RunningTask): void {
    this.#pending--;
    const { life } = this.#context;
    const { outcome = COMPLETE } = task;
    if (outcome.verb === 'complete') life.executed(task);
    else if (outcome.verb === 'hold') life.held(task, outcome);
    else if (outcome.released === true) life.released(task);
    else life.retried(task, outcome);
  }

  #unconfirmed(tasks: readonly RunningTask[]): void {
    for (const task of tasks) {
      const verb = task.outcome?.verb;
      const text = `task ${task.id}: the worker stopped before the broker had confirmed ${verb}`;
      this.#end(task, new JobQueueError('ambiguous', text));
    }
  }
}

function retryOf({
  lease,
  outcome,
}: RunningTask): Parameters<WorkerContext['adapter']['retry']>[0][number] {
  const { delayMs, priority } = outcome as Outcome & { verb: 'retry' };
  return priority === undefined ? { lease, delayMs } : { lease, delayMs, priority };
}
