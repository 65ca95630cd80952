// docs/adapters.md, written from what each adapter declares and the contract suite proves.
//   node scripts/adapters-doc.mjs           write
//   node scripts/adapters-doc.mjs --check   compare; exit 1 on a difference
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { publishable } from './release/packages.mjs';
import { conclude, root } from './tree.mjs';

const load = (dir) => import(pathToFileURL(join(root, 'packages', dir, 'dist/index.js')).href);
// Enough to make an adapter; none is opened.
const DSNS = { file: 'file:./queue', sqs: 'sqs://us-east-1' };

async function adapters() {
  const { memory } = await load('core');
  const found = [memory()];
  for (const { dir } of publishable().filter((one) => one.adapter)) {
    const { adapter } = await load(dir);
    found.push(adapter.fromDsn(DSNS[dir] ?? `${adapter.scheme}://localhost`));
  }
  return found.map(({ name, supports }) => ({ name, supports }));
}

const { adaptersTable } = await load('contract');
const text = `# Adapters

<!-- Written by \`npm run adapters-doc\`; edit what the adapters declare instead. -->

${adaptersTable(await adapters()).trim()}
`;
const target = join(root, 'docs/adapters.md');
const same = existsSync(target) && readFileSync(target, 'utf8') === text;
const problems = [];
if (process.argv.includes('--check') && !same)
  problems.push('docs/adapters.md is not what the adapters declare: run `npm run adapters-doc`');
else if (!same) writeFileSync(target, text);
conclude(problems, 'docs/adapters.md is up to date');
