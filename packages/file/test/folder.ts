import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Adapter } from '@jq/core';
import type { NewTask, Reservation } from '@jq/core/adapter';
import { afterEach } from 'vitest';

import { file, type FileAdapter, type FileOptions } from '../src/index.js';

const folders: string[] = [];
const adapters: FileAdapter[] = [];

afterEach(async () => {
  await Promise.all(adapters.splice(0).map((adapter) => adapter.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone after the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jq-file-'));
  folders.push(folder);
  return folder;
}

/** An adapter that is closed after the test; relaxed, unless the test is about durability. */
export function opened(folder: string, options: FileOptions = {}): FileAdapter {
  const adapter = file(folder, { durability: 'relaxed', ...options });
  adapters.push(adapter);
  return adapter;
}

export function newTask(id: string, changes: Partial<NewTask> = {}): NewTask {
  return {
    id,
    body: Buffer.from(`body of ${id}`),
    priority: 512,
    delayMs: 0,
    ttrMs: 60_000,
    ...changes,
  };
}

export function newTasks(count: number, changes: Partial<NewTask> = {}): NewTask[] {
  return Array.from({ length: count }, (_, i) => newTask(`t${i}`, changes));
}

export async function take(adapter: Adapter, max = 1, waitMs = 0): Promise<readonly Reservation[]> {
  return adapter.reserve(['q'], { max, waitMs });
}

/** Reserves and completes until nothing is left; answers the ids in their order. */
export async function drain(adapter: Adapter): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const reservations = await take(adapter, 100);
    if (reservations.length === 0) return ids;
    await adapter.complete(reservations.map(({ lease }) => lease));
    ids.push(...reservations.map(({ lease }) => lease.taskId));
  }
}

export function namesIn(folder: string, start: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(start))
    .toSorted();
}

/** Bytes of all files below a folder. */
export function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
