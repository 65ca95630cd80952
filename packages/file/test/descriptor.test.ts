import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import type * as Fs from 'node:fs';
import { join } from 'node:path';

import { afterEach, expect, test, vi } from 'vitest';

import { file } from '../src/index.js';
import { Descriptor, withDescriptor } from '../src/journal/descriptor.js';
import { newFolder, newTask, newTasks, take } from './folder.js';

type Callback = (error: Error | null) => void;
const disk = vi.hoisted(() => ({
  /** Syncs that have begun and not ended yet, when they are to be held back. */
  held: undefined as [number, Callback][] | undefined,
  failWrites: false,
}));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof Fs>();
  const fdatasync = (fd: number, done: Callback): void => {
    if (disk.held) disk.held.push([fd, done]);
    else fs.fdatasync(fd, done);
  };
  const writeSync = (...args: unknown[]): number => {
    if (disk.failWrites) throw Object.assign(new Error('EIO: i/o error, write'), { code: 'EIO' });
    return (fs.writeSync as (...all: unknown[]) => number)(...args);
  };
  return { ...fs, default: fs, fdatasync, writeSync };
});

afterEach(() => {
  disk.held = undefined;
  disk.failWrites = false;
});

const closed = expect.objectContaining({
  code: 'closed',
  message: expect.stringMatching(/mine.* was closed by this process/) as string,
});

test('what is done after close reaches no file, also one that has the number now', async () => {
  const folder = newFolder();
  const mine = new Descriptor(join(folder, 'mine'), 'w+');
  mine.close();
  const other = join(folder, 'other');
  const fd = openSync(other, 'w+');
  const bytes = Buffer.from('mine');
  expect(() => mine.write(bytes, 0, 4)).toThrow(closed);
  expect(() => mine.read(bytes, 0, 4, 0)).toThrow(closed);
  expect(() => mine.stat()).toThrow(closed);
  expect(() => mine.syncNow()).toThrow(closed);
  await expect(mine.sync()).rejects.toEqual(closed);
  await expect(mine.dataSync()).rejects.toEqual(closed);
  mine.close();
  // Throws if the second close had closed it.
  closeSync(fd);
  expect(readFileSync(other, 'utf8')).toBe('');
});

test('a close waits for the syncs that are under way, and refuses new ones meanwhile', async () => {
  const path = join(newFolder(), 'mine');
  const mine = new Descriptor(path, 'w+');
  disk.held = [];
  const syncs = [mine.dataSync(), mine.dataSync()];
  mine.close();
  await expect(mine.dataSync()).rejects.toEqual(closed);
  const [[fd, first], [, second]] = disk.held as [[number, Callback], [number, Callback]];
  first(null);
  await syncs[0];
  // The number is still that of our file, for the sync that has not ended.
  const taken = openSync(join(newFolder(), 'other'), 'w');
  expect(taken).not.toBe(fd);
  second(null);
  await syncs[1];
  const next = openSync(path, 'r');
  expect(next).toBe(fd);
  closeSync(next);
  closeSync(taken);
});

test('a file opened for one use is closed also when that throws', () => {
  const path = join(newFolder(), 'mine');
  writeFileSync(path, '');
  let kept: Descriptor | undefined;
  const failing = (): void =>
    withDescriptor(path, 'r', (descriptor) => {
      kept = descriptor;
      throw new Error('in use');
    });
  expect(failing).toThrow('in use');
  expect(() => kept?.stat()).toThrow(closed);
});

test('numbers of descriptors are known in one file only', () => {
  const src = join(import.meta.dirname, '../src');
  const withNumbers = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) =>
      /\b(openSync|closeSync|readSync|writeSync|fstatSync|fsyncSync|fdatasync|\.fd)\b/.test(
        readFileSync(join(src, name), 'utf8'),
      ),
    );
  expect(withNumbers).toEqual(['journal/descriptor.ts']);
});

/** Files below the folder that this process has open. */
const openIn = (folder: string): string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      // The one that read the list.
      return [];
    }
  });

test.runIf(process.platform === 'linux')(
  'a close that fails half-way leaves no file open',
  async () => {
    const folder = newFolder();
    const adapter = file(folder, { durability: 'relaxed' });
    await adapter.put('q', newTasks(3));
    await take(adapter, 2);
    const waiting = adapter.reserve(['empty'], { max: 1, waitMs: 60_000 }).catch(() => 'ended');
    await vi.waitUntil(() => openIn(folder).length > 0);
    disk.failWrites = true;
    await expect(adapter.close()).rejects.toMatchObject({ name: 'JobQueueError' });
    disk.failWrites = false;
    expect(await waiting).toBe('ended');
    expect(openIn(folder)).toEqual([]);
    await expect(adapter.put('q', [newTask('late')])).rejects.toMatchObject({ code: 'closed' });
  },
);
