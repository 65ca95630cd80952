import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What became of a worker process. */
type Fate = 'running' | 'stopped' | 'killed' | 'crashed';

/** One of them, as others see it. */
export interface WorkerProcess {
  readonly name: string;
  readonly pid: number | undefined;
  fate: Fate;
}

interface Child extends WorkerProcess {
  readonly child: ChildProcess;
}

const PROGRAM = fileURLToPath(new URL('./worker.js', import.meta.url));
/** Longer than a poll of SQS, which a worker lets end. */
const STOP_WITHIN_MS = 30_000;

/** The worker processes of one run. */
export class WorkerProcesses {
  readonly #all: Child[];

  /**
   * Starts `size` workers named w1, w2 … with the same arguments. They learn the DSN from their
   * environment: it may have a password, and everybody can read the arguments of a process.
   */
  constructor(size: number, dsn: string, args: readonly string[]) {
    this.#all = Array.from({ length: size }, (_, index) => start(`w${index + 1}`, dsn, args));
  }

  get all(): readonly WorkerProcess[] {
    return this.#all;
  }

  get running(): number {
    return this.#all.filter((worker) => worker.fate === 'running').length;
  }

  /** Ends one running worker as a crash or the kernel would: at once, without a word. */
  killOne(): WorkerProcess | undefined {
    const victim = this.#all.findLast((worker) => worker.fate === 'running');
    if (victim === undefined) return undefined;
    victim.fate = 'killed';
    victim.child.kill('SIGKILL');
    return victim;
  }

  /** Lets every worker finish what it has in hand; resolves when none is left. */
  async stop(): Promise<void> {
    await Promise.all(this.#all.map((worker) => stop(worker)));
  }
}

function start(name: string, dsn: string, args: readonly string[]): Child {
  const child = fork(PROGRAM, [...args, '--name', name], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, JQ_DSN: dsn },
  });
  const worker: Child = { name, pid: child.pid, child, fate: 'running' };
  child.once('exit', () => {
    if (worker.fate === 'running') worker.fate = 'crashed';
  });
  return worker;
}

async function stop(worker: Child): Promise<void> {
  if (worker.fate === 'running') {
    worker.fate = 'stopped';
    worker.child.kill('SIGTERM');
  }
  if (worker.child.exitCode !== null || worker.child.signalCode !== null) return;
  const force = setTimeout(() => worker.child.kill('SIGKILL'), STOP_WITHIN_MS);
  await once(worker.child, 'exit');
  clearTimeout(force);
}
