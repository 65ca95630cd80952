/**
 * Runs jobs in their order, several at a time, whoever asks for their results: test runners ask
 * for one after the other, and waiting must not add up.
 */
export class Ahead<Job, Result> {
  readonly #jobs: readonly Job[];
  readonly #run: (job: Job) => Promise<Result>;
  readonly #width: number;
  readonly #results = new Map<Job, Promise<Result>>();

  /** `run` must not reject. At most `width` jobs run at once. */
  constructor(jobs: readonly Job[], run: (job: Job) => Promise<Result>, width: number) {
    this.#jobs = jobs;
    this.#run = run;
    this.#width = width;
  }

  /** Starts the job and those after it, and answers its result. */
  result(job: Job): Promise<Result> {
    const from = this.#jobs.indexOf(job);
    for (const next of this.#jobs.slice(from, from + this.#width))
      if (!this.#results.has(next)) this.#results.set(next, this.#run(next));
    return this.#results.get(job) ?? this.#run(job);
  }

  /** Resolves when nothing runs any more. */
  async finished(): Promise<void> {
    await Promise.all(this.#results.values());
  }
}
