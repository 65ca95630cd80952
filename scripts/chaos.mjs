// npm run chaos -- redis|beanstalkd|gearman [--minutes 10] [--seed 1]
// The chaos test of one adapter, for longer than `npm test` has time for.
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

import { root } from './tree.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } },
});
const [name] = positionals;
if (positionals.length !== 1 || !(Number(values.minutes) > 0)) {
  console.error('npm run chaos -- redis|beanstalkd|gearman [--minutes 10] [--seed 1]');
  process.exit(2);
}
const env = { ...process.env, JQ_CHAOS_MINUTES: values.minutes };
if (values.seed !== undefined) env.JQ_CHAOS_SEED = values.seed;
const args = ['run', '--project', `@jq/${name}`, 'chaos.test'];
const child = spawn('vitest', args, { cwd: root, stdio: 'inherit', env });
child.on('close', (code) => (process.exitCode = code ?? 1));
