import { expect, test } from 'vitest';

import { at, node } from './command.js';

const pm = at('scripts/pm.mjs');

test('passes arguments on as they are', async () => {
  const program = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
  const given = ['/some/fol der', '--flag', '$HOME', "it's"];
  const { code, stdout } = await node([pm, 'exec', 'node', '-e', program, '--', ...given]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(given);
});

test('passes the exit code back', async () => {
  const { code } = await node([pm, 'exec', 'node', '-e', 'process.exit(7)']);
  expect(code).toBe(7);
});
