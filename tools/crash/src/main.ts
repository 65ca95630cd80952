import { JobQueueError } from '@jq/core';

import { askedFor, USAGE } from './arguments.js';
import { reportText } from './report.js';
import { run } from './run.js';
import { SUBJECTS } from './subjects.js';

/** `npm run crash`: answers the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const asked = askedFor(argv);
    if (asked === undefined) {
      console.log(USAGE);
      return 0;
    }
    const { subject, settings } = asked;
    console.log(`${subject}, seed ${settings.seed}, ${settings.forMs / 1000} s`);
    const server = await SUBJECTS[subject].start?.();
    try {
      const store = server === undefined ? {} : { store: server.url };
      const actor = new URL('actor.js', import.meta.url).href;
      const report = await run({ ...settings, ...store }, actor);
      console.log(reportText(report));
      return report.findings.length === 0 ? 0 : 1;
    } finally {
      await server?.stop();
    }
  } catch (error) {
    if (!JobQueueError.is(error, 'invalid')) throw error;
    console.error(`${error.code}: ${error.message}\n\n${USAGE}`);
    return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
