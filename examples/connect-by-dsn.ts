// A setting says which broker: here a folder on disk, in production perhaps redis://host. It
// prints:
//
//   file
//   still there after a restart
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { connect, defineTask, Queue, Worker } from '@jq/core';

const note = defineTask<string>('note');
const folder = await mkdtemp(join(tmpdir(), 'jq-example-'));
process.env['JQ_DSN'] = `file:${folder}/queue`;

const before = new Queue('notes', await connect());
console.log(before.adapter.name);
await before.add(note, 'still there after a restart');
await before.close();

const after = new Queue('notes', await connect());
const worker = new Worker(after, [note.handle(({ data }) => console.log(data))], {
  limits: { idle: true },
});
await worker.run();
await after.close();
await rm(folder, { recursive: true });
