import type { Target } from './actor-settings.js';
import type { SaboteurName } from './saboteurs.js';
import { SUBJECTS } from './subjects.js';

/** Means of random waits unless said otherwise; milliseconds. */
export interface RunSettings {
  readonly forMs: number;
  /** Goes on until so much has happened, on a slow machine up to six times as long. */
  readonly least?: {
    readonly kills: number;
    readonly completed: number;
    readonly rotations: number;
  };
  readonly seed: number;
  readonly producers: number;
  readonly workers: number;
  readonly operators: number;
  /** Between two SIGKILLs, SIGSTOPs, torn records; 0 for none. */
  readonly killEveryMs: number;
  readonly stopEveryMs: number;
  readonly tearEveryMs: number;
  readonly paceMs: number;
  readonly hangMs: number;
  readonly lifetimeMs: number;
  readonly target: Target;
  /** What the processes share; by itself a folder of the run. */
  readonly store?: string;
  readonly saboteur?: SaboteurName;
}

/** Torn records and rotations are counted for journals only. */
export function usesJournal({ module }: Target): boolean {
  return module === '@jq/file';
}

export const DEFAULT_SETTINGS: RunSettings = {
  forMs: 60_000,
  seed: 1,
  producers: 3,
  workers: 3,
  operators: 1,
  killEveryMs: 650,
  stopEveryMs: 1500,
  tearEveryMs: 60,
  paceMs: 30,
  hangMs: 10_000,
  lifetimeMs: 20_000,
  target: SUBJECTS.file.target,
};
