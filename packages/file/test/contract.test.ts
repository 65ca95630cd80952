import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { contractSuite } from '@jq/contract';
import { afterAll, describe, it } from 'vitest';

import { file } from '../src/index.js';

const space = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jq-file-'));
  return { connect: () => file(folder), destroy: () => rm(folder, { recursive: true }) };
};
await contractSuite({ name: 'file', space }).register({ describe, it, afterAll });
