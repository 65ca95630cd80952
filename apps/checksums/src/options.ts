import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** How one run was asked for. */
export interface Options {
  readonly folder: string;
  readonly workers: number;
  /** Undefined: a file queue in a temporary folder. */
  readonly dsn: string | undefined;
  readonly queue: string;
  /** Undefined: a temporary folder. */
  readonly results: string | undefined;
  /** Whether one worker is killed about halfway. */
  readonly kill: boolean;
  /** Each worker slot rests this long after each file. */
  readonly paceMs: number;
  readonly timeLimitMs: number;
}

export const USAGE = `Computes SHA-256 and line count of every file below a folder, one task per file.

  checksums [folder] [options]         default: this repository with its node_modules

  --workers <n>       worker processes, default 4
  --dsn <dsn>         where the queue is, default a temporary file queue
  --queue <name>      default a fresh name
  --results <folder>  keep the results there; must be empty
  --no-kill           do not kill a worker halfway
  --pace <ms>         rest after each file, to watch it happen
  --time-limit <s>    give up after this long, default 600
`;

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** @throws Error what is wrong with the arguments */
export function optionsOf(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', default: false },
      workers: { type: 'string', default: '4' },
      dsn: { type: 'string' },
      queue: { type: 'string', default: `checksums-${Date.now().toString(36)}` },
      results: { type: 'string' },
      'no-kill': { type: 'boolean', default: false },
      pace: { type: 'string', default: '0' },
      'time-limit': { type: 'string', default: '600' },
    },
  });
  if (values.help) return 'help';
  if (positionals.length > 1) throw new Error(`one folder, please: ${positionals.join(' ')}`);
  const workers = whole('--workers', values.workers, 1, 64);
  const kill = !values['no-kill'];
  if (kill && workers === 1)
    throw new Error('--workers 1: nobody would be left after the kill; add --no-kill');
  return {
    folder: positionals[0] ?? REPOSITORY,
    workers,
    dsn: values.dsn,
    queue: values.queue,
    results: values.results,
    kill,
    paceMs: whole('--pace', values.pace, 0, 60_000),
    timeLimitMs: whole('--time-limit', values['time-limit'], 1, 86_400) * 1000,
  };
}

function whole(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new Error(`${name} ${text}: use a whole number from ${min} to ${max}`);
}
