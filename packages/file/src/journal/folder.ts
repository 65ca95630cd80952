import { accessSync, constants, mkdirSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { endianness } from 'node:os';

import { JobQueueError } from '@jq/core/adapter';

import { damaged, fileError, systemCode } from '../errors.js';
import type { FileSettings } from '../options.js';
import { numberIn } from './format.js';
import { createSegmentNow } from './segment-draft.js';
import type { SegmentFiles } from './segment-files.js';
import { syncFolderNow } from './sync-folder.js';

/** File system types, from Linux's magic numbers, whose appends are not atomic among machines. */
const NETWORK = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x517b, 'SMB'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
  [0x01021997, '9P'],
  [0x0bd00bd0, 'Lustre'],
  [0x01161970, 'GFS2'],
]);
/** FUSE serves local and network folders alike, so it is only warned about. */
const FUSE = 0x65735546;

/** Makes the folder if need be and refuses what can't carry a journal. @throws JobQueueError */
export function prepareFolder(folder: string, settings: FileSettings): void {
  if (process.platform === 'win32' || endianness() !== 'LE')
    throw new JobQueueError(
      'unsupported',
      '@jq/file runs on little-endian Linux and macOS; on Windows use WSL, or another adapter',
    );
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw notFolder(error, folder);
  }
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw fileError(error, 'opening', folder);
  }
  checkFileSystem(folder, settings);
}

/** Whether there is one already. */
export function hasJournal(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => numberIn(name, 'seg') !== undefined);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/**
 * Makes the first segment of an empty folder. A checkpoint without segments is damage, not
 * emptiness.
 */
export function prepareJournal(files: SegmentFiles, nonce: number): void {
  if (files.numbers('seg').length > 0) return;
  if (files.numbers('ckpt').length > 0)
    throw damaged(files.folder, 'there are checkpoints but no journal');
  createSegmentNow(files.folder, { number: 1, nonce, waitedAt: 0 });
  syncFolderNow(files.folder);
}

/**
 * Checks the format of the newest segment, and ends the one before it if it is still open. A power
 * loss may take the sealed byte and keep what was written after it: the SEAL, behind which nobody
 * reads, or records of the newest segment, which belong before all that is still to come.
 */
export function finishRotation(files: SegmentFiles): void {
  const current = files.newest();
  // The SEAL, where that is missing too, is for whoever comes to the end of the segment.
  if (files.find(current.number + 1) !== undefined) current.seal();
}

function notFolder(error: unknown, folder: string): JobQueueError {
  const there = statSync(folder, { throwIfNoEntry: false });
  if (there !== undefined)
    return new JobQueueError(
      'invalid',
      `${folder} is not a folder: name one, or a path that is free`,
      {
        cause: error,
      },
    );
  return fileError(error, 'creating', folder);
}

function checkFileSystem(folder: string, settings: FileSettings): void {
  const { type } = statfsSync(folder);
  const name = NETWORK.get(type);
  if (name !== undefined && settings.networkFileSystem === 'refuse')
    throw new JobQueueError(
      'unsupported',
      `${folder} is on ${name}, where appends of several machines overwrite each other: use a local disk, ` +
        "or set networkFileSystem: 'allow' if only this machine ever uses the folder",
    );
  if (type === FUSE)
    settings.onWarning(`${folder} is on FUSE: make sure that only this machine uses it`);
}
