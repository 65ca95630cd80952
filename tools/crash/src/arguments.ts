import { parseArgs } from 'node:util';

import { JobQueueError } from '@jq/core';
import { checkWhole } from '@jq/core/adapter';

import { DEFAULT_SETTINGS, type RunSettings } from './run-settings.js';
import { SABOTEUR_NAMES, type SaboteurName } from './saboteurs.js';
import { type SubjectName, SUBJECTS } from './subjects.js';

export const USAGE: string = `Kills, stops and corrupts while processes share one queue, then checks what they saw.

  npm run crash -- [file|redis] [--minutes 10] [--seed 1] [--durability fsync|relaxed] [--segment-bytes 524288]     (of file)
                   [--producers 3] [--workers 3] [--operators 1] [--pace 30]
                   [--kill-every 650] [--stop-every 1500] [--tear-every 60]      mean ms, 0: never
                   [--module @jq/file] [--factory file]     another adapter: its module and function
                   [--saboteur NAME]                        plant a fault that must be found:
                   ${SABOTEUR_NAMES.slice(0, 6).join(', ')},
                   ${SABOTEUR_NAMES.slice(6).join(', ')}

Exit code 0: no violation; 1: violations; 2: wrong flags.`;

const FLAGS = {
  minutes: { type: 'string' },
  seed: { type: 'string' },
  durability: { type: 'string' },
  'segment-bytes': { type: 'string' },
  producers: { type: 'string' },
  workers: { type: 'string' },
  operators: { type: 'string' },
  pace: { type: 'string' },
  'kill-every': { type: 'string' },
  'stop-every': { type: 'string' },
  'tear-every': { type: 'string' },
  module: { type: 'string' },
  factory: { type: 'string' },
  saboteur: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** What the command line asks for. */
export interface Asked {
  readonly subject: SubjectName;
  readonly settings: RunSettings;
}

/** Undefined for `--help`. @throws JobQueueError `invalid` */
export function askedFor(argv: readonly string[]): Asked | undefined {
  const { flags, words } = parse(argv);
  if (flags.help === true) return undefined;
  const [given = 'file', ...more] = words;
  if (more.length > 0) throw new JobQueueError('invalid', `${more[0]}: name one subject`);
  const subject = oneOf<SubjectName>('subject', given, ['file', 'redis']);
  return { subject, settings: settingsOf(subject, flags) };
}

function settingsOf(subject: SubjectName, flags: Flags): RunSettings {
  const whole = (name: keyof typeof FLAGS, usual: number, min: number, max: number): number => {
    const given = flags[name];
    if (given === undefined) return usual;
    const value = Number(given);
    checkWhole(`--${name}`, value, min, max);
    return value;
  };
  const usual = DEFAULT_SETTINGS;
  return {
    forMs: minutes(flags.minutes) * 60_000,
    seed: whole('seed', Math.floor(Math.random() * 1e9), 0, 2 ** 32 - 1),
    producers: whole('producers', usual.producers, 1, 50),
    workers: whole('workers', usual.workers, 1, 50),
    operators: whole('operators', usual.operators, 0, 50),
    paceMs: whole('pace', usual.paceMs, 0, 60_000),
    killEveryMs: whole('kill-every', usual.killEveryMs, 0, 3_600_000),
    stopEveryMs: whole('stop-every', usual.stopEveryMs, 0, 3_600_000),
    tearEveryMs: whole('tear-every', usual.tearEveryMs, 0, 3_600_000),
    hangMs: usual.hangMs,
    lifetimeMs: usual.lifetimeMs,
    target: {
      module: flags.module ?? SUBJECTS[subject].target.module,
      factory: flags.factory ?? SUBJECTS[subject].target.factory,
      options:
        subject === 'file'
          ? {
              durability: oneOf('durability', flags.durability ?? 'fsync', ['fsync', 'relaxed']),
              segmentBytes: whole('segment-bytes', 524_288, 65_536, 2 ** 30),
            }
          : SUBJECTS[subject].target.options,
    },
    ...(flags.saboteur === undefined
      ? {}
      : { saboteur: oneOf<SaboteurName>('saboteur', flags.saboteur, SABOTEUR_NAMES) }),
  };
}

function parse(argv: readonly string[]): {
  readonly flags: Flags;
  readonly words: readonly string[];
} {
  try {
    const args = [...argv];
    const parsed = parseArgs({ args, options: FLAGS, strict: true, allowPositionals: true });
    return { flags: parsed.values, words: parsed.positionals };
  } catch (error) {
    throw new JobQueueError('invalid', (error as Error).message, { cause: error });
  }
}

type Flags = ReturnType<typeof parseArgs<{ options: typeof FLAGS; strict: true }>>['values'];

function minutes(given: string | undefined): number {
  const value = Number(given ?? '10');
  if (given !== '' && value > 0 && value <= 1440) return value;
  throw new JobQueueError('invalid', `--minutes ${given}: use a number above 0, at most 1440`);
}

function oneOf<T extends string>(name: string, given: string, names: readonly T[]): T {
  const found = names.find((each) => each === given);
  if (found !== undefined) return found;
  throw new JobQueueError('invalid', `--${name} ${given}: use one of ${names.join(', ')}`);
}
