import { setTimeout as sleep } from 'node:timers/promises';

import type { Queue } from '@jq/core';

import { Emptiness } from './emptiness.js';
import type { MergedResults } from './merged-results.js';
import { percent } from './numbers.js';
import type { Found } from './produce.js';
import { Progress, type Screen } from './progress.js';
import { checksum } from './tasks.js';
import type { WorkerProcesses } from './worker-processes.js';

/** What one run consists of. */
export interface Scene {
  readonly queue: Queue;
  readonly workers: WorkerProcesses;
  readonly found: Found;
  readonly results: MergedResults;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

const LOOK_EVERY_MS = 50;

/**
 * Shows how the workers get on, kills one of them about halfway if asked to, and resolves when
 * everything was added and no task is left. Rejects when nobody is left to work.
 */
export async function lookOn(scene: Scene, kill: boolean): Promise<void> {
  const { found, results, workers, signal } = scene;
  const progress = new Progress(scene.screen, 'working');
  const emptiness = new Emptiness(scene.queue);
  const over = (): Promise<boolean> => emptiness.reached(results.byPath.size >= found.paths.length);
  let killed = !kill;
  while (!found.complete || !(await over())) {
    await results.read();
    progress.update(results.byPath.size, found.paths.length);
    if (!killed && found.complete && results.byPath.size * 2 >= found.paths.length) {
      killed = true;
      killOne(scene, progress);
    }
    if (workers.running === 0) throw new Error('all workers are gone');
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
  await results.read();
  progress.update(results.byPath.size, found.paths.length);
  progress.clear();
  if (!killed) scene.screen.write('the work was over before a worker could be killed\n');
}

function killOne({ workers, found, results }: Scene, progress: Progress): void {
  const victim = workers.killOne();
  if (victim === undefined) return;
  const share = percent(results.byPath.size, found.paths.length);
  progress.note(`>>> SIGKILL to worker ${victim.name} (pid ${victim.pid}) at ${share} %`);
  const seconds = checksum.ttrMs / 1000;
  progress.note(
    `    what it had in hand goes to the others when its lease lapses, within ${seconds} s`,
  );
}
