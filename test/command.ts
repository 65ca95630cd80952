import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A path of the repository. */
export function at(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** Runs a Node program of the repository, as a terminal would. */
export function node(args: readonly string[]): Promise<Ended> {
  // What this test run sets for its own workers must not reach another one.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/VITEST|^NODE_/.test(name)),
  );
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      args,
      { cwd: at('.'), env },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? 1, stdout, stderr }),
    );
  });
}
