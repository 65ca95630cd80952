import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What became of a worker process. */
type Fate = 'running' | 'stopped' | 'killed' | 'crashed';

export interface Member {
  readonly name: string;
  readonly pid: number | undefined;
  fate: Fate;
}

interface Hand extends Member {
  readonly child: ChildProcess;
}

const PROGRAM = fileURLToPath(new URL('./worker.js', import.meta.url));
/** Longer than a poll of SQS, which a worker lets end. */
const STOP_WITHIN_MS = 30_000;

/** The worker processes of one run. */
export class Crew {
  readonly #hands: Hand[];

  /**
   * Starts `size` workers named w1, w2 … with the same arguments. They learn the DSN from their
   * environment: it may have a password, and everybody can read the arguments of a process.
   */
  constructor(size: number, dsn: string, args: readonly string[]) {
    this.#hands = Array.from({ length: size }, (_, index) => hire(`w${index + 1}`, dsn, args));
  }

  get members(): readonly Member[] {
    return this.#hands;
  }

  get running(): number {
    return this.#hands.filter((hand) => hand.fate === 'running').length;
  }

  /** Ends one running worker as a crash or the kernel would: at once, without a word. */
  killOne(): Member | undefined {
    const victim = this.#hands.findLast((hand) => hand.fate === 'running');
    if (victim === undefined) return undefined;
    victim.fate = 'killed';
    victim.child.kill('SIGKILL');
    return victim;
  }

  /** Lets every worker finish what it has in hand; resolves when none is left. */
  async stop(): Promise<void> {
    await Promise.all(this.#hands.map((hand) => dismiss(hand)));
  }
}

function hire(name: string, dsn: string, args: readonly string[]): Hand {
  const child = fork(PROGRAM, [...args, '--name', name], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, JQ_DSN: dsn },
  });
  const hand: Hand = { name, pid: child.pid, child, fate: 'running' };
  child.once('exit', () => {
    if (hand.fate === 'running') hand.fate = 'crashed';
  });
  return hand;
}

async function dismiss(hand: Hand): Promise<void> {
  if (hand.fate === 'running') {
    hand.fate = 'stopped';
    hand.child.kill('SIGTERM');
  }
  if (hand.child.exitCode !== null || hand.child.signalCode !== null) return;
  const force = setTimeout(() => hand.child.kill('SIGKILL'), STOP_WITHIN_MS);
  await once(hand.child, 'exit');
  clearTimeout(force);
}
