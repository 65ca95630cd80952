import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** How to run a broker and how to tell that it answers. */
export interface ServerCommand {
  readonly binary: string;
  readonly args: readonly string[];
  readonly folder: string;
  /** True when it answers as it should. */
  readonly ready: () => Promise<boolean>;
}

const READY_LIMIT_MS = 15_000;
const POLL_MS = 10;
const STOP_LIMIT_MS = 5000;
const KEPT_OUTPUT = 4000;

// Waits for a line from the starter. The end of the pipe without one means that the starter is
// gone, even by kill -9: then nobody else would stop the broker or delete its data.
const GUARD =
  'trap "" HUP INT TERM; if read -r _; then exit 0; fi; kill -9 "$1" 2>/dev/null; rm -rf "$2"';

/** Watches over one broker process for as long as this process lives. */
class Guard {
  readonly #shell: ChildProcess;

  constructor(pid: number, folder: string) {
    this.#shell = spawn('/bin/sh', ['-c', GUARD, 'broker-guard', String(pid), folder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.#shell.on('error', () => undefined);
    this.#shell.stdin?.on('error', () => undefined);
    this.#shell.unref();
    (this.#shell.stdin as unknown as { unref(): void }).unref();
  }

  /** Ends the watch; the process is left alone. */
  dismiss(): void {
    this.#shell.stdin?.end('leave\n');
  }
}

/** One run of a broker, from its start to its end. */
export class ServerProcess {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #guard: Guard;
  readonly #exit: Promise<unknown>;
  #output = '';

  private constructor(child: ChildProcess, pid: number, folder: string) {
    this.#child = child;
    this.pid = pid;
    this.#guard = new Guard(pid, folder);
    this.#exit = once(child, 'exit');
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-KEPT_OUTPUT);
      });
      // Neither the broker nor what it prints keeps this process alive.
      (stream as unknown as { unref(): void } | null)?.unref();
    }
    child.unref();
  }

  /** Resolves when the broker answers. Rejects with what it printed when it does not. */
  static async start(command: ServerCommand): Promise<ServerProcess> {
    const child = spawn(command.binary, command.args, {
      cwd: command.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    await once(child, 'spawn');
    const server = new ServerProcess(child, child.pid as number, command.folder);
    const limit = performance.now() + READY_LIMIT_MS;
    for (;;) {
      // First, so that somebody else's server on the same port is not taken for this one.
      if (server.exited) throw server.#failure(command, 'ended at once');
      if (await command.ready()) {
        if (!server.exited) return server;
      } else if (performance.now() > limit) {
        await server.end('SIGKILL');
        throw server.#failure(command, `did not answer within ${READY_LIMIT_MS} ms`);
      } else await sleep(POLL_MS);
    }
  }

  get exited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Ends the process, by force when asked to or when it takes too long. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (!this.exited) {
      this.#child.ref();
      this.#child.kill(signal);
      const force = setTimeout(() => this.#child.kill('SIGKILL'), STOP_LIMIT_MS);
      await this.#exit;
      clearTimeout(force);
    }
    this.#guard.dismiss();
  }

  #failure({ binary, args }: ServerCommand, what: string): Error {
    this.#guard.dismiss();
    return new Error(`${binary} ${args.join(' ')} ${what}; it printed:\n${this.#output.trim()}`);
  }
}
