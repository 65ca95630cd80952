import { expect, test } from 'vitest';

import { at, node } from './command.js';

test('the packages install and run as the README says, each adapter with core alone', async () => {
  const { code, stdout, stderr } = await node([at('scripts/pm.mjs'), 'run', '_release-test']);
  expect(stderr).not.toContain('Error');
  expect(stdout).toContain('release test passed');
  expect(code).toBe(0);
});
