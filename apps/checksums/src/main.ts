import { type Options, optionsOf, USAGE } from './options.js';
import { run } from './run.js';

const INTERRUPTED = 130;

function parse(): Options | undefined {
  try {
    const options = optionsOf(process.argv.slice(2));
    if (options !== 'help') return options;
    process.stdout.write(USAGE);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exitCode = 2;
  }
  return undefined;
}

async function main(options: Options): Promise<void> {
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => interrupt.abort(new Error('interrupted')));
  const timeLimit = AbortSignal.timeout(options.timeLimitMs);
  try {
    const good = await run(options, process.stdout, AbortSignal.any([interrupt.signal, timeLimit]));
    process.exitCode = good ? 0 : 1;
  } catch (error) {
    const { message } = error as Error;
    const why = timeLimit.aborted ? `not done within ${options.timeLimitMs / 1000} s` : message;
    process.stderr.write(`\nchecksums: ${why}\n`);
    process.exitCode = interrupt.signal.aborted ? INTERRUPTED : 1;
  }
}

const options = parse();
if (options !== undefined) await main(options);
