import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bootMs } from './boot-clock.js';
import { check, type Finding } from './check.js';
import { Faults } from './faults.js';
import { Processes } from './processes.js';
import { Random } from './random.js';
import { type RunSettings, usesJournal } from './run-settings.js';
import { adapterFor } from './subjects.js';
import type { Tally } from './tally.js';
import { segments } from './torn-records.js';

/** What a run was, did and found. */
export interface RunReport extends Tally {
  readonly seed: number;
  readonly seconds: number;
  readonly processes: number;
  readonly kills: number;
  readonly stops: number;
  readonly tornRecords: number;
  readonly rotations: number;
  readonly findings: readonly Finding[];
  /** Where store and histories are, for a closer look; removed when nothing was wrong. */
  readonly folder: string;
}

const DRAIN_LIMIT_MS = 180_000;

/**
 * Producers, workers and an operator share one store while processes are killed and stopped and a
 * journal gets torn records; then one fresh process drains the queues, and the histories of all
 * are checked.
 *
 * @param actor address of the compiled actor.ts
 */
export async function run(settings: RunSettings, actor: string): Promise<RunReport> {
  const folder = mkdtempSync(join(tmpdir(), 'jq-crash-'));
  const store = settings.store ?? join(folder, 'store');
  const histories = join(folder, 'histories');
  const evidence = join(folder, 'store-at-first-hang');
  mkdirSync(histories);
  const random = new Random(settings.seed);
  const { target, paceMs, hangMs, lifetimeMs, saboteur } = settings;
  const shared = { actor, histories, evidence, store, target, paceMs, hangMs, lifetimeMs };
  const planted = saboteur === undefined ? {} : { saboteur };
  const processes = new Processes({ ...shared, ...planted }, random);
  const faults = new Faults(processes, store, settings, random);
  const from = bootMs();
  staff(processes, settings);
  await faults.reign(settings.forMs);
  await processes.dismiss();
  await processes.finish('drainer', DRAIN_LIMIT_MS);
  const seconds = (bootMs() - from) / 1000;
  const { findings, tally } = check(histories, (await adapterFor(target, store)).supports);
  const rotations = usesJournal(target) ? (segments(store).at(-1) ?? 1) - 1 : 0;
  if (findings.length === 0) rmSync(folder, { recursive: true, force: true });
  const { started, kills, stops } = processes;
  const { seed } = settings;
  const { tornRecords } = faults;
  const counts = { seed, seconds, processes: started, kills, stops, tornRecords, rotations };
  return { ...counts, ...tally, findings, folder };
}

function staff(processes: Processes, { producers, workers, operators }: RunSettings): void {
  for (let count = 0; count < producers; count += 1) processes.start('producer');
  for (let count = 0; count < workers; count += 1) processes.start('worker');
  for (let count = 0; count < operators; count += 1) processes.start('operator');
}
