import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

import { JobQueueError } from '@jq/core/adapter';

import { damaged } from '../errors.js';
import { type Descriptor, withDescriptor } from '../journal/descriptor.js';
import { CHECKPOINT_MAGIC, checkpointName, FORMAT_VERSION } from '../journal/format.js';
import { otherVersion } from '../journal/segment.js';
import { syncFolder } from '../journal/sync-folder.js';
import { restoreSnapshot, type Snapshot, type SnapshotHeader } from './snapshot.js';
import type { Tasks } from './tasks.js';

export interface Checkpoint {
  /** Of the segment at whose start it was taken. */
  readonly nonce: number;
  readonly tasks: Tasks;
}

const PART_BYTES = 16 * 1024 * 1024;
const PREAMBLE_BYTES = 16;

/**
 * Writes the tasks as they were at the start of segment `base`, while other work goes on; under its
 * final name only once it is whole and on disk.
 */
export async function writeCheckpoint(
  folder: string,
  base: number,
  nonce: number,
  snapshot: Snapshot,
  tag: string,
): Promise<void> {
  const path = join(folder, checkpointName(base));
  const draft = `${path}.${tag}.tmp`;
  const file = await open(draft, 'wx');
  try {
    for (const part of partsOf(snapshot, nonce)) await writeAll(file, part, path);
    await file.datasync();
  } catch (error) {
    await file.close();
    await rm(draft, { force: true });
    throw error;
  }
  await file.close();
  await rename(draft, path);
  await syncFolder(folder);
}

async function writeAll(file: FileHandle, part: Uint8Array[], path: string): Promise<void> {
  const bytes = part.reduce((sum, array) => sum + array.length, 0);
  const { bytesWritten } = await file.writev(part);
  if (bytesWritten === bytes) return;
  throw new JobQueueError(
    'unavailable',
    `writing ${path}: the disk took ${bytesWritten} of ${bytes} bytes, it is probably full`,
  );
}

/** The bytes of a checkpoint, in few large parts: each costs a turn of a busy event loop. */
function* partsOf(snapshot: Snapshot, nonce: number): Iterable<Uint8Array[]> {
  const header = Buffer.from(JSON.stringify({ nonce, ...snapshot.header }));
  const preamble = Buffer.alloc(PREAMBLE_BYTES);
  CHECKPOINT_MAGIC.copy(preamble);
  preamble.writeUInt32LE(FORMAT_VERSION, 8);
  preamble.writeUInt32LE(header.length, 12);
  let sum = 0;
  let part: Uint8Array[] = [];
  let bytes = 0;
  for (const array of [preamble, header, ...snapshot.arrays]) {
    if (array.length === 0) continue;
    sum = crc32(array, sum);
    part.push(array);
    bytes += array.length;
    if (bytes < PART_BYTES) continue;
    yield part;
    part = [];
    bytes = 0;
  }
  const trailer = Buffer.alloc(4);
  trailer.writeUInt32LE(sum);
  yield [...part, trailer];
}

/** @throws JobQueueError `unsupported` (other version) or `invalid` (damaged); ENOENT as it is */
export function readCheckpoint(folder: string, base: number): Checkpoint {
  const path = join(folder, checkpointName(base));
  try {
    return withDescriptor(path, 'r', readFrom);
  } catch (error) {
    if (error instanceof RangeError) throw damaged(path, 'the checkpoint header is not readable');
    throw error;
  }
}

function readFrom(file: Descriptor): Checkpoint {
  const { path } = file;
  let sum = 0;
  const fill = (into: Uint8Array): void => {
    // crc32 of no bytes starts over instead of going on.
    if (into.length === 0) return;
    if (file.read(into, 0, into.length, null) !== into.length)
      throw damaged(path, `the checkpoint is cut off at ${file.stat().size} bytes`);
    sum = crc32(into, sum);
  };
  const preamble = Buffer.alloc(PREAMBLE_BYTES);
  fill(preamble);
  if (!preamble.subarray(0, 8).equals(CHECKPOINT_MAGIC))
    throw damaged(path, 'this is not a @jq/file checkpoint');
  const version = preamble.readUInt32LE(8);
  if (version !== FORMAT_VERSION) throw otherVersion(path, version);
  const headerBytes = preamble.readUInt32LE(12);
  if (headerBytes > file.stat().size) throw damaged(path, 'the checkpoint is cut off');
  const header = Buffer.alloc(headerBytes);
  fill(header);
  let parsed: SnapshotHeader & { nonce: number };
  try {
    parsed = JSON.parse(header.toString()) as typeof parsed;
  } catch {
    throw damaged(path, 'the checkpoint header is not readable');
  }
  const tasks = restoreSnapshot(parsed, fill);
  const expected = sum;
  const trailer = Buffer.alloc(4);
  fill(trailer);
  if (trailer.readUInt32LE(0) !== expected) throw damaged(path, 'the checksum does not match');
  return { nonce: parsed.nonce, tasks };
}
