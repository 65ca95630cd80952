import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

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

const PROGRAM = `
  process.on('SIGTERM', () => { console.log('ended'); process.exit(); });
  setInterval(() => undefined, 1000);
  console.log('ready');`;

/** A folder with that program, and a script of npm that runs it. */
async function programFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jq-pm-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const program = join(folder, 'program.mjs');
  await writeFile(program, PROGRAM);
  const it = [process.execPath, pm, 'exec', 'node', program].map((part) => `"${part}"`).join(' ');
  await writeFile(join(folder, 'package.json'), JSON.stringify({ scripts: { it } }));
  return folder;
}

/** What is printed until nobody is left who could print, after a signal once it is ready. */
async function printedAfter(signal: NodeJS.Signals, child: ChildProcess): Promise<string> {
  onTestFinished(() => void child.kill('SIGTERM'));
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    if (text.includes('ready')) child.kill(signal);
    printed += text;
  });
  await once(child, 'close');
  return printed;
}

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'ends what it runs when npm is ended by %s',
  async (signal) => {
    const npm = spawn('npm', ['run', 'it'], { cwd: await programFolder() });
    expect(await printedAfter(signal, npm)).toMatch(/ended\n$/);
  },
);

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'ends what it runs when it is ended by %s itself',
  async (signal) => {
    const program = join(await programFolder(), 'program.mjs');
    const child = spawn(process.execPath, [pm, 'exec', 'node', program]);
    expect(await printedAfter(signal, child)).toMatch(/ended\n$/);
  },
);
