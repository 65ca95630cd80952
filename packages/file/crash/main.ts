import { JobQueueError } from '@jq/core';

import { runSettings, USAGE } from './arguments.js';
import { reportText } from './report.js';
import { run } from './run.js';

/** The command line program: answers the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const settings = runSettings(argv);
    if (settings === undefined) {
      console.log(USAGE);
      return 0;
    }
    const { seed, forMs } = settings;
    console.log(`seed ${seed}, ${forMs / 1000} s`);
    const report = await run(settings, new URL('actor.js', import.meta.url).href);
    console.log(reportText(report));
    return report.violations.length === 0 ? 0 : 1;
  } catch (error) {
    if (!JobQueueError.is(error, 'invalid')) throw error;
    console.error(`${error.code}: ${error.message}\n\n${USAGE}`);
    return 2;
  }
}
