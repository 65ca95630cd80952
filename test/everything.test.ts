import { readdirSync, readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { at, node } from './command.js';

interface Steps {
  readonly steps: readonly (readonly [string, string, number])[];
  readonly leftOut: readonly string[];
}

async function everything(): Promise<Steps> {
  const program = `import { STEPS, LEFT_OUT } from ${JSON.stringify(at('scripts/everything.mjs'))};
    console.log(JSON.stringify({ steps: STEPS, leftOut: Object.keys(LEFT_OUT) }));`;
  const { stdout } = await node(['--input-type=module', '-e', program]);
  return JSON.parse(stdout) as Steps;
}

test('every script of the root is run by `npm run everything`, or is left out with a reason', async () => {
  const { steps, leftOut } = await everything();
  const run = steps.map(([, given]) => /^run ([\w-]+)/.exec(given)?.[1]);
  const manifest = JSON.parse(readFileSync(at('package.json'), 'utf8')) as {
    scripts: Readonly<Record<string, string>>;
  };
  const scripts = Object.keys(manifest.scripts).filter((name) => !name.startsWith('_'));
  expect(new Set([...run, ...leftOut])).toEqual(new Set(scripts));
});

test('every adapter with a bench or a chaos test is among the steps', async () => {
  const { steps } = await everything();
  const names = steps.map(([name]) => name);
  const benches = readdirSync(at('bench'), { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !['harness', 'results', 'node_modules'].includes(entry.name),
  );
  expect(names).toEqual(expect.arrayContaining(benches.map(({ name }) => `bench-${name}`)));
  const chaos = readdirSync(at('packages')).filter((dir) =>
    readdirSync(at(`packages/${dir}/test`)).includes('chaos.test.ts'),
  );
  expect(names).toEqual(expect.arrayContaining(chaos.map((name) => `chaos-${name}`)));
});

test('a step that is not there is refused with the names of those that are', async () => {
  const { code, stderr } = await node([at('scripts/everything.mjs'), '--only', 'demo,dmo']);
  expect(code).not.toBe(0);
  expect(stderr).toContain('no such step: dmo; there are check,coverage,demo');
});
