import { defineTask, type Middleware } from '@jq/core';
import { expect, it } from 'vitest';

import { Stage } from './stage.js';

const job = defineTask<string>('job');
const idle = { limits: { idle: true } };

async function run(steps: string[], ...middleware: Middleware[]) {
  const stage = new Stage();
  await stage.queue.add(job, 'x', { context: { lang: 'de' } });
  const handler = job.handle(async (task) => {
    steps.push(`run ${task.data}`);
    await Promise.resolve();
    if (task.data === 'fail') throw new Error('fail');
  });
  const worker = stage.worker([handler], idle);
  for (const each of middleware) worker.use(each);
  return { stage, report: await worker.run() };
}

it('surrounds the handler, the first registered outermost', async () => {
  const steps: string[] = [];
  const around =
    (name: string): Middleware =>
    async (task, next) => {
      steps.push(`${name} in ${String(task.context['lang'])}`);
      await next();
      steps.push(`${name} out`);
    };
  await run(steps, around('a'), around('b'));
  expect(steps).toEqual(['a in de', 'b in de', 'run x', 'b out', 'a out']);
});

it('may leave the handler out, or choose the outcome', async () => {
  const steps: string[] = [];
  expect((await run(steps, () => undefined)).report).toMatchObject({ completed: 1 });
  expect((await run(steps, (task) => task.hold('not today'))).report).toMatchObject({ held: 1 });
  expect(steps).toEqual([]);
});

it('fails the task by throwing', async () => {
  const { stage } = await run([], () => {
    throw new Error('from middleware');
  });
  expect(stage.events('task.failed')).toMatchObject([{ error: new Error('from middleware') }]);
});

it('sees what the handler throws', async () => {
  const seen: unknown[] = [];
  const { report } = await run(
    [],
    async (_, next) => {
      await next().then(() => {
        throw new Error('after');
      });
    },
    async (_, next) => {
      await next();
      seen.push('inner');
    },
  );
  expect(seen).toEqual(['inner']);
  expect(report).toMatchObject({ retried: 1 });
});

it('runs the handler once, however often next is called', async () => {
  const steps: string[] = [];
  const { stage } = await run(steps, async (_, next) => {
    await next();
    await next();
  });
  expect(steps).toEqual(['run x']);
  expect(stage.events('task.failed')).toMatchObject([
    { error: { message: expect.stringContaining('next()') } },
  ]);
});

it('is registered before the worker runs', async () => {
  const stage = new Stage();
  const worker = stage.worker([job.handle(() => 1)], idle);
  await worker.run();
  expect(() => worker.use(() => 1)).toThrow(expect.objectContaining({ code: 'invalid' }));
});
