// Every adapter has the same files, so that who knows one finds any concern of another by its name.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { files, conclude, root } from './tree.mjs';

const FILES = ['index', 'options', 'dsn', 'supports', 'errors', 'adapter'];
// What the verbs do: a file each, or a folder where one file is not enough.
const VERBS = ['put', 'reserve', 'settle', 'operate'];
// What talks to the broker; that of the file adapter is its journal.
const BROKER = { file: 'journal' };

const all = files();
const problems = [];
const adapters = all
  .map((path) => /^packages\/([^/]+)\/turbo\.json$/.exec(path)?.[1])
  .filter((dir) => dir !== undefined && tagsOf(dir).includes('adapter'));
for (const dir of adapters) {
  const src = `packages/${dir}/src`;
  const broker = BROKER[dir] ?? 'broker';
  const is = (name) => all.includes(`${src}/${name}.ts`);
  const has = (name) => is(name) || all.some((path) => path.startsWith(`${src}/${name}/`));
  const missing = [
    ...FILES.filter((name) => !is(name)).map((name) => `${name}.ts`),
    ...VERBS.filter((name) => !has(name)).map((name) => `${name}.ts or ${name}/`),
    ...(all.some((path) => path.startsWith(`${src}/${broker}/`)) ? [] : [`${broker}/`]),
  ];
  for (const name of missing) problems.push(`${src}: ${name} is missing; every adapter has it`);
  if (!all.includes(`packages/${dir}/test/contract.test.ts`))
    problems.push(`packages/${dir}: test/contract.test.ts is missing; every adapter has it`);
}
conclude(problems, `${adapters.length} adapters have the same files: ${adapters.join(', ')}`);

function tagsOf(dir) {
  return JSON.parse(readFileSync(join(root, 'packages', dir, 'turbo.json'), 'utf8')).tags;
}
