// Runs every script that the documentation names to its end, one after the other, and shows how
// each ended. For a schedule: with all steps it takes about an hour.
//   npm run everything [-- --only demo,chaos-redis]
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { root } from './tree.mjs';

const BENCHES = ['beanstalkd', 'file', 'gearman', 'redis', 'sqs'];
const CHAOS = ['redis', 'beanstalkd', 'gearman'];

/** Name, what npm is given, minutes it may take. */
export const STEPS = [
  ['check', 'run check', 5],
  ['coverage', 'run coverage', 30],
  ['demo', 'run demo', 5],
  ['release-test', 'run release-test', 10],
  ['release-dry-run', 'run release-dry-run', 10],
  ['prove-checks', 'run prove-checks', 20],
  ['crash', 'run crash -- --minutes 1', 5],
  ...CHAOS.map((name) => [`chaos-${name}`, `run chaos -- ${name} --minutes 1`, 5]),
  // That they run and measure; one round of few tasks proves no figure.
  ...BENCHES.map((name) => [
    `bench-${name}`,
    `run bench -- ${name} --rounds 1 --tasks 200 --report`,
    20,
  ]),
  ['matrix', 'run matrix', 60],
];

/** What the documentation names and no step runs, and why not. */
export const LEFT_OUT = {
  test: '`coverage` runs the same tests',
  setup: 'every other command begins with it',
  build: 'every other command begins with it',
  fmt: '`check` finds what it would change',
  api: '`check` finds what it would change',
  'adapters-doc': '`check` finds what it would change',
  brokers: 'runs until it is ended; a test of tools/brokers starts and ends it',
  changeset: 'asks questions',
  'version-packages': '`release-dry-run` rehearses it',
  release: '`release-dry-run` rehearses it',
  everything: 'is this one',
};

/** How a script says that what it needs can't be had here, such as another Node. */
const NOT_HERE = 69;

/** Runs one step with its output in a file; ends it with all it started when its time is over. */
function runStep([name, given, minutes], folder) {
  const log = join(folder, `${name}.log`);
  const out = openSync(log, 'w');
  const started = performance.now();
  const child = spawn('npm', given.split(' '), {
    cwd: root,
    stdio: ['ignore', out, out],
    detached: true,
  });
  const end = (signal) => () => child.pid && process.kill(-Number(child.pid), signal);
  const interrupted = end('SIGTERM');
  const timers = [
    setTimeout(end('SIGTERM'), minutes * 60_000),
    setTimeout(end('SIGKILL'), minutes * 60_000 + 10_000),
  ];
  process.once('SIGINT', interrupted);
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      timers.forEach(clearTimeout);
      process.off('SIGINT', interrupted);
      closeSync(out);
      const seconds = Math.round((performance.now() - started) / 1000);
      const late = seconds >= minutes * 60;
      const failed = late ? `ended after ${minutes} minutes` : `failed (${signal ?? code})`;
      const ended = code === 0 ? 'ok' : code === NOT_HERE ? 'not here' : failed;
      resolve({ name, given, log, seconds, ended });
    });
  });
}

async function main() {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const only = values.only?.split(',');
  const unknown = only?.filter((name) => !STEPS.some(([known]) => known === name)) ?? [];
  if (unknown.length > 0)
    throw new Error(`no such step: ${unknown.join()}; there are ${STEPS.map(([n]) => n).join()}`);
  const folder = mkdtempSync(join(tmpdir(), 'jq-everything-'));
  const done = [];
  for (const step of STEPS.filter(([name]) => only === undefined || only.includes(name))) {
    const result = await runStep(step, folder);
    done.push(result);
    console.log(`${result.ended.padEnd(9)}${String(result.seconds).padStart(6)} s  npm ${step[1]}`);
  }
  const failed = done.filter(({ ended }) => ended !== 'ok' && ended !== 'not here');
  for (const { name, log } of failed)
    console.log(`\n${name}: the end of ${log}\n${readFileSync(log, 'utf8').trim().slice(-3000)}`);
  console.log(`\n${done.length - failed.length} ran to their end, ${failed.length} failed`);
  if (failed.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
