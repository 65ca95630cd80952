import { rmSync } from 'node:fs';

import { memory } from '@jq/core';
import { systemClock } from '@jq/core/adapter';
import { MemoryStore } from '@jq/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { compile } from '../crash/compile.mjs';
import { runInProcess } from '../crash/in-process.js';
import { reportText } from '../crash/report.js';
import { DEFAULT_SETTINGS } from '../crash/run-settings.js';
import { run } from '../crash/run.js';
import { brokenRule, SABOTEUR_NAMES, type SaboteurName } from '../crash/saboteurs.js';

const FOR_MS = 14_000;
/** Runs, each longer than the one before, in which a planted fault must be found. */
const LONGEST_SEARCH = 6;

describe('under kills, stops and torn records', () => {
  let compiled: Awaited<ReturnType<typeof compile>>;
  beforeAll(async () => {
    compiled = await compile();
  });
  afterAll(() => {
    rmSync(compiled.folder, { recursive: true, force: true });
  });

  it('no acknowledged task is lost, given twice, early, late settled or mangled', async () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const settings = { ...DEFAULT_SETTINGS, seed, forMs: FOR_MS, killEveryMs: 450 };
    const report = await run(settings, compiled.url('file/crash/actor'));
    console.log(reportText(report));
    expect(report.violations, `seed ${seed}, see ${report.folder}`).toEqual([]);
    expect(report.kills).toBeGreaterThan(5);
    expect(report.rotations).toBeGreaterThan(5);
    expect(report.tornRecords).toBeGreaterThan(20);
    expect(report.completed).toBeGreaterThan(500);
  }, 60_000);
});

describe('the harness itself', () => {
  it('finds nothing wrong with the reference', async () => {
    expect(await violatedRules()).toEqual([]);
  }, 20_000);

  it.concurrent.each(SABOTEUR_NAMES)(
    'catches %s',
    async (name) => {
      // The fault has to meet its occasion: on a slow machine that takes a longer run.
      let found: string[] = [];
      for (let run = 1; run <= LONGEST_SEARCH && !found.includes(brokenRule(name)); run++)
        found = await violatedRules(name, run);
      expect(found).toContain(brokenRule(name));
    },
    120_000,
  );
});

/** What a short run on the memory adapter, with a planted fault, is found to violate. */
async function violatedRules(saboteur?: SaboteurName, run = 1): Promise<string[]> {
  const store = new MemoryStore(systemClock);
  const violations = await runInProcess(() => memory({ store }), 1200 * run, run, saboteur);
  return [...new Set(violations.map(({ rule }) => rule))];
}
