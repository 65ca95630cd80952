import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import { allChecks, runContract } from '@jq/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type Compiled, compileFixtures } from './compiled.js';
import { memorySpace } from './memory-space.js';

let compiled: Compiled;

beforeAll(async () => {
  compiled = await compileFixtures();
}, 60_000);

afterAll(() => compiled.remove());

/** Runs a fixture under plain node:test. */
async function nodeTest(fixture: string): Promise<{ exitCode: unknown; output: string }> {
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  const child = spawn(
    process.execPath,
    ['--test', '--test-reporter=tap', compiled.fixture(fixture)],
    { env, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [output, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { exitCode, output };
}

it('the suite runs under node:test, check by check', async () => {
  const { exitCode, output } = await nodeTest('memory.node-test');
  const { notApplicable } = await runContract({ name: 'memory', space: memorySpace });
  expect(output).toMatch(new RegExp(`^# pass ${allChecks.length - notApplicable}$`, 'm'));
  expect(output).toMatch(/^# fail 0$/m);
  expect(exitCode).toBe(0);
}, 120_000);

it('a broken adapter fails under node:test, with the check named', async () => {
  const { exitCode, output } = await nodeTest('sabotaged.node-test');
  expect(output).toMatch(/not ok \d+ - ORDER: equal priorities come first in, first out/);
  expect(exitCode).toBe(1);
}, 120_000);
