import { parseArgs } from 'node:util';

export const usage = (adapters) =>
  `npm run bench -- ADAPTER… [--rounds N] [--only put-single,wake-up] [--tasks N] [--report]

  ADAPTER      one or several of ${adapters.join(', ')}
  --rounds N   how often everything is measured, in turns (1 to 100); fewer than the adapter's own
               number prove nothing
  --only A,B   these scenarios
  --tasks N    tasks per measurement (100 to 10000000) instead of each scenario's own number
  --report     exit with 0 also when a target is missed

Exit code 0: all targets met; 1: a target missed, or a measurement failed; 2: wrong flags.`;

const FLAGS = {
  rounds: { type: 'string' },
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
 * @returns `only`: per chosen adapter the scenarios to run
 * @throws InvalidArguments
 */
export function readArguments(argv, scenarios) {
  const { values, positionals } = parse(argv);
  if (values.help) return { help: true };
  const known = Object.keys(scenarios);
  const unknown = positionals.filter((name) => !known.includes(name));
  if (positionals.length === 0 || unknown.length > 0)
    throw new InvalidArguments(
      `${unknown.join(' ') || 'no adapter'}: name one or several of ${known.join(', ')}`,
    );
  const adapters = [...new Set(positionals)];
  return {
    adapters,
    only: selected(adapters, scenarios, values.only?.split(',')),
    rounds: values.rounds === undefined ? undefined : whole('--rounds', values.rounds, 1, 100),
    tasks: values.tasks === undefined ? undefined : whole('--tasks', values.tasks, 100, 1e7),
    report: values.report,
    help: false,
  };
}

function selected(adapters, scenarios, names) {
  const all = adapters.flatMap((adapter) => scenarios[adapter]);
  for (const name of names ?? [])
    if (!all.includes(name))
      throw new InvalidArguments(`--only ${name}: there are ${[...new Set(all)].join(', ')}`);
  const chosen = (adapter) => scenarios[adapter].filter((name) => names?.includes(name) ?? true);
  return Object.fromEntries(adapters.map((adapter) => [adapter, chosen(adapter)]));
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
