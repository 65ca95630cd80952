/**
 * Runs jobs in their order, several at a time, whoever asks for their results: test runners ask
 * for one after the other, and waiting must not add up.
 */
export class Ahead<Job, Result> {
  readonly #jobs: readonly Job[];
  readonly #run: (job: Job) => Promise<Result>;
  readonly #width: number;
  readonly #results = new Map<Job, Promise<Result>>();
  #running = 0;
  #goOn: (() => void) | undefined;

  /** `run` must not reject. At most `width` jobs run at once, unless more are asked for at once. */
  constructor(jobs: readonly Job[], run: (job: Job) => Promise<Result>, width: number) {
    this.#jobs = jobs;
    this.#run = run;
    this.#width = width;
  }

  /** The result of a job; while it is awaited, those after it are run as well. */
  async result(job: Job): Promise<Result> {
    const asked = this.#results.get(job) ?? this.#start(job);
    const next = this.#jobs.slice(this.#jobs.indexOf(job) + 1);
    const goOn = (): void => {
      while (this.#running < this.#width) {
        const other = next.shift();
        if (other === undefined) return;
        if (!this.#results.has(other)) void this.#start(other);
      }
    };
    this.#goOn = goOn;
    goOn();
    const result = await asked;
    if (this.#goOn === goOn) this.#goOn = undefined;
    return result;
  }

  /** Resolves when nothing runs any more. */
  async finished(): Promise<void> {
    await Promise.all(this.#results.values());
  }

  #start(job: Job): Promise<Result> {
    this.#running += 1;
    const result = this.#run(job).then((value) => {
      this.#running -= 1;
      this.#goOn?.();
      return value;
    });
    this.#results.set(job, result);
    return result;
  }
}
