import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Brings every dist up to date, so that tests of what is built never see an old one. */
export function setup(): void {
  const script = fileURLToPath(new URL('../scripts/pm.mjs', import.meta.url));
  execFileSync(process.execPath, [script, 'run', '_build'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
