import { readdirSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { timers } from '@jq/core/adapter';

import { systemCode } from '../errors.js';
import { ASIDE, type Bodies } from '../journal/bodies.js';
import { checkpointName, segmentName } from '../journal/format.js';
import type { SegmentFiles } from '../journal/segment-files.js';
import type { Replica } from '../tasks/replica.js';
import { State } from '../tasks/task-table.js';

/** A draft or an unnamed body as old as this was left by a process that died. */
const LEFT_OVER_MS = 600_000;

/**
 * Deletes what checkpoint `base` made superfluous: older checkpoints, and older segments that held
 * no live task when it was taken. Who replays from it or later never looks there.
 */
export async function deleteOlder(
  files: SegmentFiles,
  base: number,
  needed: ReadonlySet<number>,
): Promise<void> {
  const { folder } = files;
  const names = [
    ...files
      .numbers('ckpt')
      .filter((number) => number < base)
      .map(checkpointName),
    ...files
      .numbers('seg')
      .filter((number) => number < base && !needed.has(number))
      .map(segmentName),
    ...readdirSync(folder).filter((name) => name.endsWith('.tmp') && isOld(join(folder, name))),
  ];
  await Promise.all(names.map((name) => rm(join(folder, name), { force: true })));
}

/** Deletes body files that no task names, such as those of purged tasks. */
export async function deleteUnnamedBodies(bodies: Bodies, replica: Replica): Promise<void> {
  let names: string[];
  try {
    names = readdirSync(bodies.folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  if (names.length === 0) return;
  const named = namedBodies(replica);
  for (const name of names) {
    const body = name.endsWith(ASIDE) ? name.slice(0, -ASIDE.length) : name;
    const path = join(bodies.folder, body);
    if (named.has(name) || !isOld(join(bodies.folder, name))) continue;
    // A writer that was stopped for very long may name it just now: set aside, look again, decide.
    const aside = `${path}${ASIDE}`;
    if (name === body) await rename(path, aside);
    replica.tail();
    if (namedBodies(replica).has(body)) await rename(aside, path);
    else await rm(aside, { force: true });
  }
}

function namedBodies(replica: Replica): Set<string> {
  const { table } = replica.tasks;
  const names = new Set<string>();
  for (let row = 0; row < table.used; row++) {
    if (table.state[row] === State.free || table.large[row] === 0) continue;
    const place = {
      segment: table.segment[row] as number,
      offset: table.offset[row] as number,
      length: table.length[row] as number,
    };
    const [item] = replica.items.find([place]);
    if (item?.bodyFile !== undefined) names.add(item.bodyFile);
  }
  return names;
}

function isOld(path: string): boolean {
  try {
    return timers.wallTime() - statSync(path).mtimeMs > LEFT_OVER_MS;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}
