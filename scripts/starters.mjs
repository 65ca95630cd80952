import { readFileSync } from 'node:fs';

const LOOK_MS = 250;

/**
 * Calls back once when npm, or the shell in which it runs a script, has ended; answers a function
 * that ends the watch. npm passes SIGTERM on to that shell alone, which ends without passing it on,
 * and of kill -9 nobody is told.
 */
export function onStartersEnd(callback) {
  // Started by hand, with nohup or by a service manager: whoever did that may leave.
  if (process.env.npm_lifecycle_event === undefined) return () => undefined;
  const shell = process.ppid;
  const { name, parent } = statusOf(shell);
  // A shell that let this process take its place left npm as the parent, and npm's own starter may
  // leave.
  const npm = /^\w*sh$/.test(name) ? parent : undefined;
  const look = setInterval(() => {
    const there = process.ppid === shell && (npm === undefined || statusOf(shell).parent === npm);
    if (there) return;
    clearInterval(look);
    callback();
  }, LOOK_MS);
  look.unref();
  return () => clearInterval(look);
}

/** Where there is no /proc, shells let the command of a script take their place. */
function statusOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, name, parent] = /\((.*)\) \S (\d+)/s.exec(status) ?? [];
    return { name, parent };
  } catch {
    return {};
  }
}
