import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { compileCore } from '../compile-core.js';

const folder = mkdtempSync(join(tmpdir(), 'jq-exit-'));
const children: ChildProcess[] = [];

beforeAll(() => {
  compileCore(folder);
}, 60_000);

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEAD = `
  import { defineTask, memory, Queue, Worker } from './index.js';
  const job = defineTask('job');
  const queue = new Queue('q', memory());
  const say = (what) => console.log(JSON.stringify(what));
  const listening = () => process.listenerCount('SIGTERM') + process.listenerCount('SIGINT');
`;

/** Starts a program; \`said\` collects its lines, \`ended\` is how it ended by itself. */
function start(name: string, source: string) {
  const file = join(folder, `${name}.js`);
  writeFileSync(file, HEAD + source);
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const said: unknown[] = [];
  const errors: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) said.push(JSON.parse(line));
    child.emit('said');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }) as object);
  const until = async (count: number) => {
    while (said.length < count) await once(child, 'said');
  };
  return { child, said, errors, ended, until };
}

describe.skipIf(process.platform === 'win32')('a process with a worker', () => {
  it('exits by itself after stop and close', async () => {
    const { said, errors, ended } = start(
      'stop',
      `
      const worker = new Worker(queue, [job.handle(async () => worker.stop() && undefined)]);
      for (let i = 0; i < 3; i++) await queue.add(job);
      const report = await worker.run();
      await queue.close();
      say([report.reason, report.completed, listening()]);
    `,
    );
    expect(await ended).toEqual({ code: 0, signal: null });
    expect({ said, errors }).toEqual({ said: [['stopped', 3, 0]], errors: [] });
  });

  it('exits by itself when a limit ends the worker', async () => {
    const { said, ended } = start(
      'idle',
      `
      await queue.add(job);
      const worker = new Worker(queue, [job.handle(() => {})], { limits: { idle: true } });
      say((await worker.run()).completed);
      await queue.close();
    `,
    );
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(said).toEqual([1]);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('finishes its tasks at %s', async (signal) => {
    const { child, said, ended, until } = start(
      signal,
      `
      const handler = job.handle(async (task) => {
        setImmediate(() => say('running'));
        await new Promise((resolve) => process.once('${signal}', () => setTimeout(resolve, 50)));
        say('finished');
      });
      await queue.add(job);
      const worker = new Worker(queue, [handler], { signals: ['SIGTERM', 'SIGINT'] });
      const report = await worker.run();
      await queue.close();
      say([report.reason, report.completed, listening()]);
    `,
    );
    await until(1);
    child.kill(signal);
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(said).toEqual(['running', 'finished', ['signal', 1, 0]]);
  });

  it('aborts them at the second signal', async () => {
    const { child, said, ended, until } = start(
      'twice',
      `
      const handler = job.handle(async (task) => {
        process.once('SIGTERM', () => say('first'));
        say('running');
        await new Promise((_, reject) => {
          const alive = setInterval(() => {}, 1000);
          task.signal.addEventListener('abort', () => {
            clearInterval(alive);
            reject(task.signal.reason);
          });
        });
      });
      await queue.add(job);
      const worker = new Worker(queue, [handler], { graceMs: 3_600_000 });
      const report = await worker.run();
      await queue.close();
      say([report.reason, report.released]);
    `,
    );
    await until(1);
    child.kill('SIGTERM');
    await until(2);
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(said).toEqual(['running', 'first', ['signal', 1]]);
  });

  it('listens once to each signal, and nowhere once per worker, queue or call', async () => {
    const { child, said, errors, ended, until } = start(
      'many',
      `
      process.on('warning', (warning) => say(warning.name + ': ' + warning.message));
      const adapter = memory();
      const numbers = Array.from({ length: 200 }, (_, at) => at);
      const { signal } = new AbortController();
      const queues = numbers.map((at) => new Queue('q' + at, adapter));
      await Promise.all(queues.map((each) => each.add(job, undefined, { signal })));
      let executed = 0;
      const workers = queues.map((each) => new Worker(each, [job.handle(() => undefined)]));
      for (const each of workers) each.on('task.executed', () => {
        if (++executed === 200) say(listening());
      });
      const reports = await Promise.all(workers.map((each) => each.run()));
      await adapter.close();
      say([reports.every(({ reason }) => reason === 'signal'), listening()]);
    `,
    );
    await until(1);
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, signal: null });
    expect({ said, errors }).toEqual({ said: [2, [true, 0]], errors: [] });
  });

  it('goes on listening for those workers that are left', async () => {
    const { child, said, ended, until } = start(
      'left',
      `
      const workers = [1, 2].map(() => new Worker(queue, [job.handle(() => undefined)]));
      const runs = workers.map((each) => each.run());
      await workers[0].stop();
      say(listening());
      say((await runs[1]).reason);
      say(listening());
      await queue.close();
    `,
    );
    await until(1);
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(said).toEqual([2, 'signal', 0]);
  });

  it('survives errors that nobody listens to, and says them in one line each', async () => {
    const { said, errors, ended } = start(
      'unheard',
      `
      const inner = memory();
      let calls = 0;
      const adapter = new Proxy(inner, { get: (target, key) => {
        if (key === 'reserve')
          return (...asked) =>
            calls++ === 0 ? Promise.reject(new Error('secret')) : inner.reserve(...asked);
        const value = target[key];
        return typeof value === 'function' ? value.bind(target) : value;
      } });
      const other = new Queue('p', adapter);
      await other.add(job);
      const handler = job.handle((task) => { say('ran'); });
      await new Worker(other, [handler], { name: 'w', limits: { idle: true } }).run();
      await other.close();
    `,
    );
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(said).toEqual(['ran']);
    expect(errors.join('')).toBe('jq worker w: unexpected: reserve failed: Error\n');
  });
});
