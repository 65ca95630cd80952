// node bench/file/sqlite/prove.mjs: runs the contract of jq against the rival.
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runContract } from '../../../packages/contract/dist/index.js';
import { sqlite } from './adapter.mjs';

const report = await runContract({
  name: 'sqlite',
  space: () => {
    const folder = mkdtempSync(join(tmpdir(), 'jq-bench-sqlite-'));
    return {
      connect: () => sqlite(folder, { durability: 'relaxed' }),
      destroy: () => rm(folder, { recursive: true }),
    };
  },
});
for (const { checks } of report.lines)
  for (const { id, outcome, error } of checks)
    if (outcome === 'failed') console.log(`${id}: ${error?.message}`);
console.log(`${report.passed} passed, ${report.failed} failed`);
process.exitCode = report.failed === 0 ? 0 : 1;
