import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { connect, Queue } from '@jq/core';

import { lookOn, type Scene } from './look-on.js';
import { MergedResults } from './merged-results.js';
import type { Options } from './options.js';
import { type Found, produce } from './produce.js';
import { Progress, type Screen } from './progress.js';
import { report } from './report.js';
import { type Verdict, verify } from './verify.js';
import { WorkerProcesses } from './worker-processes.js';

/** The folders of one run. */
interface Workplace {
  readonly dsn: string;
  readonly results: string;
  /** Removes what was temporary. */
  tidy(): Promise<void>;
}

/** One whole run; answers whether every digest is there and right. Leaves nothing behind. */
export async function run(options: Options, screen: Screen, signal: AbortSignal): Promise<boolean> {
  const since = Date.now();
  const workplace = await prepare(options);
  try {
    const started = performance.now();
    const { workers, found, results } = await work(options, workplace, screen, signal);
    const elapsedMs = performance.now() - started;
    const verdict = await check(found, results, since, screen, signal);
    screen.write(report({ processes: workers.all, found, results, elapsedMs, verdict }));
    return verdict.missing.length === 0 && verdict.wrong.length === 0;
  } finally {
    await workplace.tidy();
  }
}

/** @throws Error when the results folder has something in it */
async function prepare(options: Options): Promise<Workplace> {
  const temporary = await mkdtemp(join(tmpdir(), 'jq-checksums-'));
  const tidy = (): Promise<void> => rm(temporary, { recursive: true, force: true });
  const results =
    options.results === undefined ? join(temporary, 'results') : resolve(options.results);
  await mkdir(results, { recursive: true });
  if ((await readdir(results)).length > 0) {
    await tidy();
    throw new Error(`--results ${results}: the folder is not empty`);
  }
  return { dsn: options.dsn ?? pathToFileURL(join(temporary, 'queue')).href, results, tidy };
}

/** Starts the workers, adds the tasks, and looks on until no task is left. */
async function work(
  options: Options,
  { dsn, results }: Workplace,
  screen: Screen,
  signal: AbortSignal,
): Promise<Scene> {
  const folder = resolve(options.folder);
  const queue = new Queue(options.queue, await connect(dsn), { needs: ['STATS'] });
  const shared = ['--queue', options.queue, '--results', results];
  const workers = new WorkerProcesses(options.workers, dsn, [
    ...shared,
    '--pace',
    String(options.paceMs),
  ]);
  const pids = workers.all.map(({ pid }) => pid).join(', ');
  screen.write(`${folder}: queue ${options.queue}, ${options.workers} workers, pids ${pids}\n`);
  const found: Found = { paths: [], skipped: [], complete: false };
  // The first to fail stops the other.
  const failed = new AbortController();
  const scene: Scene = {
    queue,
    workers,
    found,
    results: new MergedResults(results),
    screen,
    signal: AbortSignal.any([signal, failed.signal]),
  };
  try {
    const both = [produce(queue, folder, found, scene.signal), lookOn(scene, options.kill)];
    for (const one of both) one.catch((error: unknown) => failed.abort(error));
    await Promise.allSettled(both);
    scene.signal.throwIfAborted();
    return scene;
  } finally {
    await workers.stop();
    await queue.close();
  }
}

async function check(
  found: Found,
  results: MergedResults,
  since: number,
  screen: Screen,
  signal: AbortSignal,
): Promise<Verdict> {
  const progress = new Progress(screen, 'verifying');
  const verdict = await verify(found.paths, results.byPath, since, (checked) => {
    signal.throwIfAborted();
    progress.update(checked, found.paths.length);
  });
  progress.clear();
  return verdict;
}
