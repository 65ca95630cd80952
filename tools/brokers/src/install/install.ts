import { spawn } from 'node:child_process';
import { mkdir, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Program, PROGRAMS } from './programs.js';

const LOCK = join(tmpdir(), 'jq-brokers-install.lock');
// Longer than a download takes; the lock of a killed run must not stop all later ones.
const LOCK_LIMIT_MS = 180_000;

// The services of the packages are not started: tests run servers of their own. What policy-rc.d
// answers concerns these alone, and a policy that is there stays as it is.
const SCRIPT = `
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\\ncase "$1" in redis-server|beanstalkd|gearman-job-server) exit 101;; esac\\nexit 0\\n' > "$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || true
apt-get install -y -qq --no-install-recommends "$@"
`;

/** Installs with apt where that is possible without asking anybody; otherwise does nothing. */
export async function installMissing(missing: () => Promise<readonly Program[]>): Promise<void> {
  if (process.platform !== 'linux' || !(await succeeds('apt-get', ['--version']))) return;
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (sudo.length > 0 && !(await succeeds('sudo', ['-n', 'true']))) return;
  await locked(async () => {
    const packages = (await missing()).map((program) => PROGRAMS[program].apt);
    if (packages.length === 0) return;
    console.error(`[brokers] installing ${packages.join(', ')} with apt; no service is started`);
    const [command = 'sh', ...args] = [...sudo, 'sh', '-c', SCRIPT, 'install', ...packages];
    const { code, output } = await run(command, args);
    if (code !== 0) console.error(`[brokers] apt could not install them:\n${output}`);
  });
}

/** One process installs, others wait for it. */
async function locked(install: () => Promise<void>): Promise<void> {
  const limit = Date.now() + LOCK_LIMIT_MS;
  while (!(await claimed())) {
    if (Date.now() > limit) return;
    await sleep(100);
  }
  try {
    await install();
  } finally {
    await rmdir(LOCK).catch(() => undefined);
  }
}

async function claimed(): Promise<boolean> {
  try {
    await mkdir(LOCK);
    return true;
  } catch {
    const made = await stat(LOCK).catch(() => undefined);
    if (made !== undefined && Date.now() - made.mtimeMs > LOCK_LIMIT_MS)
      await rmdir(LOCK).catch(() => undefined);
    return false;
  }
}

async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return (await run(command, args)).code === 0;
}

/** How a command ended and everything it printed; code null when there is no such command. */
function run(
  command: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', () => resolve({ code: null, output }));
    child.on('close', (code) => resolve({ code, output }));
  });
}
