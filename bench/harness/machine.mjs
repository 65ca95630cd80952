import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** What the figures were measured on. */
export function machine(folder) {
  return {
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 1e9),
    kernel: `${type()} ${release()}`,
    fileSystem: fileSystem(folder),
    commit: commit(),
  };
}

export function load() {
  return loadavg().map((value) => Math.round(value * 100) / 100);
}

/** Type and options of the file system that holds the folder; from the longest matching mount. */
function fileSystem(folder) {
  try {
    const mounts = readFileSync('/proc/mounts', 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([, point]) => `${folder}/`.startsWith(point === '/' ? '/' : `${point}/`))
      .toSorted(([, a], [, b]) => b.length - a.length);
    const [, , kind, options] = mounts[0] ?? [];
    return `${kind} (${options})`;
  } catch {
    return 'unknown';
  }
}

function commit() {
  const git = (...args) =>
    execFileSync('git', args, { cwd: import.meta.dirname })
      .toString()
      .trim();
  try {
    const changed = git('status', '--porcelain', '--', '../../packages') !== '';
    return git('rev-parse', '--short', 'HEAD') + (changed ? ' with changes' : '');
  } catch {
    return 'unknown';
  }
}
