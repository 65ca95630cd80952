import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { at } from './command.js';

/** Runs `.ci/run` with an npm that only says how it was called and fails where it shall. */
async function ciWith(failing: string): Promise<{ code: number | null; said: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'jq-ci-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const npm = `#!/bin/sh\necho "npm $*"\n[ "$*" != '${failing}' ] || exit 3\n`;
  await writeFile(join(folder, 'npm'), npm);
  await chmod(join(folder, 'npm'), 0o755);
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` };
  return await new Promise((resolve) => {
    const child = execFile(at('.ci/run'), { env }, (_error, stdout) =>
      resolve({ code: child.exitCode, said: stdout.trim().split('\n') }),
    );
  });
}

test.each([
  ['nothing', 0],
  ['run check', 3],
  ['test', 3],
])('.ci/run runs check and test; where %s fails it ends with code %i', async (failing, code) => {
  expect(await ciWith(failing)).toEqual({ code, said: ['npm run check', 'npm test'] });
});

test('the public workflow runs the commands of .ci/run', async () => {
  const commands = (text: string): string[] => text.match(/\bnpm (?:run check|test)$/gm) ?? [];
  const ours = (await readFile(at('.ci/run'), 'utf8')).replaceAll(' || code=$?', '');
  const theirs = await readFile(at('.github/workflows/ci.yml'), 'utf8');
  expect(commands(ours)).toHaveLength(2);
  expect(commands(theirs)).toEqual(commands(ours));
});
