import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ActorSettings } from './actor-settings.js';
import { check, type Finding } from './check.js';
import type { FullAdapter } from './recorded-adapter.js';
import type { Role } from './role.js';
import { play } from './roles.js';
import { DEFAULT_SETTINGS } from './run-settings.js';
import type { SaboteurName } from './saboteurs.js';

const STAFF: readonly Role[] = ['producer', 'producer', 'worker', 'worker', 'operator'];

/**
 * The same roles and checks without kills, in this process: quick enough to try every saboteur.
 *
 * @param open makes one more adapter on the same store
 */
export async function runInProcess(
  open: () => FullAdapter,
  forMs: number,
  seed: number,
  saboteur?: SaboteurName,
): Promise<readonly Finding[]> {
  const histories = mkdtempSync(join(tmpdir(), 'jq-in-process-'));
  const stop = new AbortController();
  const start = (role: Role, index: number): Promise<void> => {
    const settings = settingsFor(role, index, seed, histories);
    const planted = saboteur === undefined ? settings : { ...settings, saboteur };
    return play(planted, open(), stop.signal, () => undefined);
  };
  const { supports } = open();
  const staff = STAFF.map(start);
  await sleep(forMs);
  stop.abort();
  await Promise.all(staff);
  await start('drainer', staff.length);
  const { findings } = check(histories, supports);
  rmSync(histories, { recursive: true });
  return findings;
}

function settingsFor(role: Role, index: number, seed: number, histories: string): ActorSettings {
  const name = `${role}${index}`;
  return {
    name,
    role,
    seed: seed + index,
    history: join(histories, `${name}.jsonl`),
    store: '',
    target: DEFAULT_SETTINGS.target,
    paceMs: 5,
    hangMs: 300,
    lifetimeMs: Infinity,
  };
}
