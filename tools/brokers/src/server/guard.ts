import { type ChildProcess, spawn } from 'node:child_process';

// Waits for a line from the starter. The end of the pipe without one means that the starter is
// gone, even by kill -9: then nobody else would stop the broker or delete its data.
const SCRIPT =
  'trap "" HUP INT TERM; if read -r _; then exit 0; fi; kill -9 "$1" 2>/dev/null; rm -rf "$2"';

/** Watches over one broker process for as long as this process lives. */
export class Guard {
  readonly #shell: ChildProcess;

  constructor(pid: number, folder: string) {
    this.#shell = spawn('/bin/sh', ['-c', SCRIPT, 'broker-guard', String(pid), folder], {
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
