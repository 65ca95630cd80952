import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bundle } from '@jq/server-tests';
import { beforeAll } from 'vitest';

/**
 * A program made of a file beside the tests, which runs without a build of the packages; answers
 * where it is once tests run.
 */
export function bundled(entry: URL): () => string {
  let program = '';
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'jq-program-'));
    program = join(folder, 'program.mjs');
    await bundle(entry, program);
    return () => rm(folder, { recursive: true, force: true });
  });
  return () => program;
}
