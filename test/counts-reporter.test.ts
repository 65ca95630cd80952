import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { at, type Ended, node } from './command.js';

/** Runs vitest with our reporter on these files; `config` is more of its test options. */
async function vitest(files: Readonly<Record<string, string>>, config = ''): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'jq-counts-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const reporter = JSON.stringify(at('test/counts-reporter.ts'));
  await writeFile(
    join(folder, 'vitest.config.ts'),
    `import { CountsReporter } from ${reporter};
     export default { test: { globals: true, reporters: [new CountsReporter()], ${config} } };`,
  );
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return await node([at('node_modules/vitest/vitest.mjs'), 'run', '--root', folder]);
}

const lastLine = ({ stdout }: Ended): string | undefined => stdout.trimEnd().split('\n').at(-1);

test('the closing line counts tests, and files that could not be loaded', async () => {
  const ended = await vitest({
    'a.test.ts': `test('good', () => {}); test('bad', () => { throw new Error('x') }); test.skip('not now', () => {});`,
    'b.test.ts': `import './missing.js'; test('never loaded', () => {});`,
  });
  expect(lastLine(ended)).toBe('1 passed, 2 failed, 1 skipped');
  expect(ended.code).not.toBe(0);
});

test('an error outside of tests counts as a failure', async () => {
  const ended = await vitest({
    'a.test.ts': `test('good', () => { Promise.reject(new Error('nobody looks')) });`,
  });
  expect(lastLine(ended)).toBe('1 passed, 1 failed, 0 skipped');
  expect(ended.code).not.toBe(0);
});

test('a failed set-up counts as a failure', async () => {
  const ended = await vitest(
    {
      'a.test.ts': `test('good', () => {});`,
      'setup.ts': `export const setup = () => { throw new Error('no') };`,
    },
    `globalSetup: ['./setup.ts']`,
  );
  expect(lastLine(ended)).toBe('0 passed, 1 failed, 0 skipped');
  expect(ended.code).not.toBe(0);
});

test('a good run ends with code 0', async () => {
  const ended = await vitest({ 'a.test.ts': `test('good', () => {});` });
  expect(lastLine(ended)).toBe('1 passed, 0 failed, 0 skipped');
  expect(ended.code).toBe(0);
});
