import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { tasks } from '@jq/contract/tasks';
import type { Reservation } from '@jq/core/adapter';
import { expect, onTestFinished } from 'vitest';

import { bundle } from './bundle.js';
import type { Verbs } from './subject.js';
import { takeAll } from './taking.js';

export interface KilledWorker {
  /** The source of the adapter's package, and what makes an adapter there. */
  readonly source: URL;
  readonly factory: string;
  /** Of the server. */
  readonly port: number;
  /** Another adapter for the same server. */
  readonly other: Verbs;
}

/** What the other one is given of five tasks once the process that took them was killed. */
export async function tasksOfKilledWorker(options: KilledWorker): Promise<Reservation[]> {
  const { port, other, factory } = options;
  await other.put('jobs', tasks(5));
  const program = `
    import { ${factory} } from ${JSON.stringify(await bundled(options.source))};
    const adapter = ${factory}('127.0.0.1:${port}');
    let taken = 0;
    while (taken < 5) taken += (await adapter.reserve(['jobs'], { max: 5, waitMs: 1000 })).length;
    console.log('all');
    setInterval(() => {}, 1000);`;
  const worker = spawn(process.execPath, ['--input-type=module', '-e', program]);
  onTestFinished(() => void worker.kill('SIGKILL'));
  await once(worker.stdout, 'data');
  expect(await other.stats('jobs')).toMatchObject({ reserved: 5 });
  worker.kill('SIGKILL');
  return takeAll(other, 5);
}

async function bundled(source: URL): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jq-worker-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'adapter.mjs');
  await bundle(source, outfile);
  return outfile;
}
