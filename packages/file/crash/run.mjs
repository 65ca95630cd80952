// npm run crash -- --minutes 10
import { rmSync } from 'node:fs';

import { compile } from './compile.mjs';

const compiled = await compile();
try {
  const { main } = await import(compiled.url('file/crash/main'));
  process.exitCode = await main(process.argv.slice(2));
} finally {
  rmSync(compiled.folder, { recursive: true, force: true });
}
