import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bootMs } from './boot-clock.js';
import { Chaos } from './chaos.js';
import { check } from './check.js';
import type { Violation } from './checks/violation.js';
import { Crew } from './crew.js';
import { HistoryWriter } from './history.js';
import { Random } from './random.js';
import { readHistories } from './read-history.js';
import { type RunSettings, usesJournal } from './run-settings.js';
import { tally, type Tally } from './tally.js';
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
  readonly violations: readonly Violation[];
  /** Where store and histories are, for a closer look; removed when nothing was wrong. */
  readonly folder: string;
}

const DRAIN_LIMIT_MS = 180_000;

/**
 * Producers, workers and an operator share one folder while processes are killed and stopped and
 * the journal gets torn records; then one fresh process drains the queues, and the histories of all
 * are checked.
 *
 * @param actor address of the compiled actor.ts
 */
export async function run(settings: RunSettings, actor: string): Promise<RunReport> {
  const folder = mkdtempSync(join(tmpdir(), 'jq-crash-'));
  const store = join(folder, 'store');
  const histories = join(folder, 'histories');
  const evidence = join(folder, 'store-at-first-hang');
  mkdirSync(histories);
  const random = new Random(settings.seed);
  const log = new HistoryWriter(join(histories, 'run.jsonl'));
  const { target, paceMs, hangMs, lifetimeMs, saboteur } = settings;
  const shared = { actor, histories, evidence, store, target, paceMs, hangMs, lifetimeMs };
  const planted = saboteur === undefined ? {} : { saboteur };
  const crew = new Crew({ ...shared, ...planted }, log, random);
  const chaos = new Chaos(crew, store, settings, random);
  const from = bootMs();
  staff(crew, settings);
  await chaos.reign(settings.forMs);
  await crew.dismiss();
  const drainer = await crew.finish('drainer', DRAIN_LIMIT_MS);
  const seconds = (bootMs() - from) / 1000;
  log.close();
  const ledger = await readHistories(histories);
  const violations = check(ledger, drainer);
  const rotations = usesJournal(target) ? (segments(store).at(-1) ?? 1) - 1 : 0;
  if (violations.length === 0) rmSync(folder, { recursive: true, force: true });
  const { started: processes, kills, stops } = crew;
  const { seed } = settings;
  const { tornRecords } = chaos;
  const counts = { seed, seconds, processes, kills, stops, tornRecords, rotations };
  return { ...counts, ...tally(ledger), violations, folder };
}

function staff(crew: Crew, { producers, workers, operators }: RunSettings): void {
  for (let count = 0; count < producers; count += 1) crew.start('producer');
  for (let count = 0; count < workers; count += 1) crew.start('worker');
  for (let count = 0; count < operators; count += 1) crew.start('operator');
}
