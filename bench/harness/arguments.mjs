import { parseArgs } from 'node:util';

export const USAGE = `npm run bench -- file [--rounds 5] [--only put-single,wake-up] [--tasks 20000] [--report]

  --rounds N   how often everything is measured, in turns (1 to 100); fewer than 5 prove nothing
  --only A,B   these scenarios
  --tasks N    tasks per measurement (100 to 10000000) instead of each scenario's own number
  --report     exit with 0 also when a target is missed

Exit code 0: all targets met; 1: a target missed, or a measurement failed; 2: wrong flags.`;

const FLAGS = {
  rounds: { type: 'string', default: '5' },
  only: { type: 'string' },
  tasks: { type: 'string' },
  report: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

/** Wrong flags; `code` as in @jq/core, which may not even be built. */
export class InvalidArguments extends Error {
  code = 'invalid';
}

/**
 * @param scenarios names of the scenarios that there are, by adapter
 * @throws InvalidArguments
 */
export function readArguments(argv, scenarios) {
  const { values, positionals } = parse(argv);
  if (values.help) return { help: true };
  const [adapter, ...more] = positionals;
  const adapters = Object.keys(scenarios);
  if (!adapters.includes(adapter) || more.length > 0)
    throw new InvalidArguments(
      `${positionals.join(' ') || 'no adapter'}: name one of ${adapters.join(', ')}`,
    );
  const known = scenarios[adapter];
  const only = values.only?.split(',') ?? known;
  for (const name of only)
    if (!known.includes(name))
      throw new InvalidArguments(`--only ${name}: there are ${known.join(', ')}`);
  return {
    adapter,
    only,
    rounds: whole('--rounds', values.rounds, 1, 100),
    tasks: values.tasks === undefined ? undefined : whole('--tasks', values.tasks, 100, 1e7),
    report: values.report,
    help: false,
  };
}

function parse(args) {
  try {
    return parseArgs({ args, options: FLAGS, allowPositionals: true, strict: true });
  } catch (error) {
    throw new InvalidArguments(error.message, { cause: error });
  }
}

function whole(flag, given, min, max) {
  const value = Number(given);
  if (given !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new InvalidArguments(`${flag} ${given}: use a whole number from ${min} to ${max}`);
}
