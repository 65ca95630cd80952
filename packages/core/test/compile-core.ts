import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Puts core, as users get it, into a folder, for programs that run in a process of their own. */
export function compileCore(folder: string): void {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
  const project = fileURLToPath(new URL('..', import.meta.url));
  const out = ['--outDir', folder, '--tsBuildInfoFile', join(folder, 'tsbuildinfo')];
  execFileSync(process.execPath, [join(typescript, 'bin', 'tsc'), '-p', project, ...out]);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
}
