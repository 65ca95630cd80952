import { defineTask, type Handler, memory, Queue, type Task, Worker } from '@jq/core';
import { describe, expect, it } from 'vitest';

import { all, but, KINDS } from '../kinds.js';
import { thrownBy } from '../thrown-by.js';
import { Stage } from './stage.js';

const job = defineTask('job');
const handler = job.handle(() => undefined);
const any = (value: unknown): never => value as never;
const queue = (): Queue => new Queue('q', memory());

const made = (options: object): Worker => new Worker(queue(), [handler], any(options));
const worker = (): Worker => made({ signals: [], name: 'w' });

/** What a handler's call of its task throws or rejects with. */
async function inTask(call: (task: Task<undefined>) => unknown): Promise<unknown> {
  const stage = new Stage();
  await stage.queue.add(job);
  let thrown: unknown;
  const perform = async (task: Task<undefined>): Promise<void> => {
    thrown = await thrownBy(() => call(task));
  };
  await stage.worker([job.handle(perform)], { limits: { idle: true } }).run();
  if (thrown instanceof Error) throw thrown;
  return thrown;
}

/** A call, the kinds of argument that it must refuse, and what the refusal must speak of. */
type Row = [call: string, run: (value: unknown) => unknown, refused: string[], says: RegExp];

const ROWS: Row[] = [
  [
    'new Worker(x)',
    (x) => new Worker(any(x), [handler]),
    all,
    /^worker: .*(no queue: use a Queue|await it first)/,
  ],
  ['new Worker([x])', (x) => new Worker([any(x)], [handler]), all, /^worker: .*(use a Q|await)/],
  [
    'new Worker({ adapter: x })',
    (x) => new Worker({ name: 'q', adapter: any(x), codec: queue().codec }, [handler]),
    all,
    /^worker: .*(use|await)/,
  ],
  [
    'new Worker({ codec: x })',
    (x) => new Worker({ name: 'q', adapter: memory(), codec: any(x) }, [handler]),
    all,
    /^worker: queue q: codec .*: use/,
  ],
  ['new Worker(q, x)', (x) => new Worker(queue(), any(x)), all, /^worker: .*(use|make one|least)/],
  [
    'new Worker(q, [x])',
    (x) => new Worker(queue(), [any(x)]),
    all,
    /^worker: .* is not a handler; make one/,
  ],
  ['new Worker(q, h, x)', (x) => made(any(x)), but('undefined'), /^worker: .*(use|nown)/],
  ...(['concurrency', 'graceMs', 'abortMs'] as const).map((option): Row => [
    `new Worker(q, h, { ${option}: x })`,
    (x) => made({ [option]: x }),
    but('undefined'),
    new RegExp(`^worker: ${option} .*: use a whole number`),
  ]),
  [
    'new Worker(q, h, { name: x })',
    (x) => made({ name: x }),
    but('undefined', 'text'),
    /^worker: name .*: use a text/,
  ],
  [
    'new Worker(q, h, { signals: x })',
    (x) => made({ signals: x }),
    but('undefined'),
    /^worker: signals.*: use/,
  ],
  [
    'new Worker(q, h, { signals: [x] })',
    (x) => made({ signals: [x] }),
    all,
    /^worker: signals: .*(use names|unknown signal)/,
  ],
  [
    'new Worker(q, h, { limits: x })',
    (x) => made({ limits: x }),
    but('undefined'),
    /^worker: limits: .*(use|nown)/,
  ],
  ...(['tasks', 'timeMs'] as const).map((limit): Row => [
    `new Worker(q, h, { limits: { ${limit}: x } })`,
    (x) => made({ limits: { [limit]: x } }),
    but('undefined'),
    new RegExp(`^worker: limits.${limit} .*: use a whole number`),
  ]),
  [
    'new Worker(q, h, { limits: { idle: x } })',
    (x) => made({ limits: { idle: x } }),
    but('undefined', 'boolean'),
    /^worker: limits.idle .*: use true or false/,
  ],
  ...(['setUp', 'tearDown', 'random'] as const).map((option): Row => [
    `new Worker(q, h, { ${option}: x })`,
    (x) => made({ [option]: x }),
    but('undefined', 'function'),
    new RegExp(`^worker: ${option} .*: use a function`),
  ]),
  [
    'new Worker(q, h, { codec: x })',
    (x) => made({ codec: x }),
    but('undefined'),
    /^worker: codec .*: use an object/,
  ],
  [
    'new Worker(q, h, { clock: x })',
    (x) => made({ clock: x }),
    but('undefined'),
    /^worker: clock .* has no now: use a Clock/,
  ],

  ['worker.on(x)', (x) => worker().on(any(x), () => 1), all, /^worker w: unknown event .* known/i],
  [
    'worker.on(e, x)',
    (x) => worker().on('error', any(x)),
    but('function'),
    /^worker w: listener .*: use a function/,
  ],
  [
    'worker.use(x)',
    (x) => worker().use(any(x)),
    but('function'),
    /^worker w: middleware .*: use a function/,
  ],
  ['worker.stop(x)', (x) => worker().stop(any(x)), but('undefined'), /^worker: stop: .*(use|nown)/],
  ...(['graceMs', 'abortMs'] as const).map((option): Row => [
    `worker.stop({ ${option}: x })`,
    (x) => worker().stop({ [option]: x }),
    but('undefined'),
    new RegExp(`^worker: stop: ${option} .*: use a whole number`),
  ]),

  ...(['setUp', 'tearDown'] as const).map((step): Row => [
    `definition.handle({ ${step}: x })`,
    (x) => job.handle({ perform: () => 1, [step]: x }),
    but('undefined', 'function'),
    new RegExp(`^handler of task job: ${step} .*: use a method`),
  ]),
  [
    'definition.handle({ perform: x })',
    (x) => job.handle({ perform: any(x) }),
    but('function'),
    /^handler of task job: use/,
  ],

  [
    'defineTask(n, { retry: x })',
    (x) => defineTask('t', { retry: any(x) }),
    but('undefined'),
    /^task t: retry .*: use an object with kind fixed, list/,
  ],
  [
    'defineTask(n, { retry: { kind: x } })',
    (x) => defineTask('t', { retry: any({ kind: x }) }),
    all,
    /^task t: retry .*: use an object with kind fixed, list/,
  ],
  [
    'defineTask(n, { retry: { delayMs: x } })',
    (x) => defineTask('t', { retry: { kind: 'fixed', delayMs: any(x), maxAttempts: 3 } }),
    all,
    /^task t: retry.delayMs .*: use a whole number/,
  ],
  [
    'defineTask(n, { retry: { delaysMs: x } })',
    (x) => defineTask('t', { retry: { kind: 'list', delaysMs: any(x) } }),
    but('array'),
    /^task t: retry.delaysMs.*: use/,
  ],

  [
    'task.retry(x)',
    (x) => inTask((task) => task.retry(any(x))),
    but('undefined'),
    /^task job: retry: .*(use|nown)/,
  ],
  ...(['delayMs', 'priority'] as const).map((option): Row => [
    `task.retry({ ${option}: x })`,
    (x) => inTask((task) => task.retry({ [option]: x })),
    but('undefined'),
    new RegExp(`^task job: retry ${option} .*: use a whole number`),
  ]),
  [
    'task.hold(x)',
    (x) => inTask((task) => task.hold(any(x))),
    but('text'),
    /^task job: hold reason .*: say why/,
  ],
];

describe('a wrong argument is refused with what, which value and what now', () => {
  it.each(ROWS)('%s', async (_, run, refused, says) => {
    for (const kind of refused) {
      const error = await thrownBy(() => run(KINDS[kind]));
      expect({ kind, error }).toMatchObject({
        kind,
        error: { name: 'JobQueueError', code: 'invalid', message: expect.stringMatching(says) },
      });
    }
  });

  it.each(ROWS)('%s, and no other', async (_, run, refused) => {
    for (const kind of but(...refused)) {
      const error = await thrownBy(() => run(KINDS[kind]));
      expect({ kind, error }).toEqual({ kind, error: 'nothing was thrown' });
    }
  });
});

describe('a mistake of a first day', () => {
  const mistakes: [call: string, run: () => unknown, says: string][] = [
    ['limits: { task: 1 }', () => made({ limits: { task: 1 } }), 'did you mean tasks?'],
    ["limits: { idle: 'false' }", () => made({ limits: { idle: 'false' } }), 'limits.idle "false"'],
    ["signals: ['SIGTREM']", () => made({ signals: ['SIGTREM'] }), 'did you mean SIGTERM?'],
    ["signals: 'SIGTERM'", () => made({ signals: 'SIGTERM' }), 'signals "SIGTERM": use an array'],
    ["signals: ['SIGKILL']", () => made({ signals: ['SIGKILL'] }), 'unknown signal "SIGKILL"'],
    ["on('completed')", () => worker().on(any('completed'), () => 1), 'mean task.executed?'],
    ["on('failed')", () => worker().on(any('failed'), () => 1), 'mean task.failed?'],
    ["on('task.exceuted')", () => worker().on(any('task.exceuted'), () => 1), 'task.executed?'],
    ['stop({ grace })', () => worker().stop(any({ grace: 1 })), 'did you mean graceMs?'],
    ["stop({ graceMs: '1' })", () => worker().stop({ graceMs: any('1') }), 'stop: graceMs "1"'],
    ['retry({ delay })', () => inTask((task) => task.retry(any({ delay: 1 }))), 'mean delayMs?'],
    ['retry(60000)', () => inTask((task) => task.retry(any(60_000))), 'options 60000: use'],
    ['hold()', () => inTask((task) => task.hold(any(undefined))), 'hold reason undefined'],
    ["hold('')", () => inTask((task) => task.hold('')), 'hold reason ""'],
    [
      "retry: { kind: 'fixed', delay }",
      () => defineTask('t', { retry: any({ kind: 'fixed', delay: 5, maxAttempts: 2 }) }),
      'unknown option "delay", did you mean delayMs?',
    ],
    ['new Worker(q, {})', () => new Worker(queue(), any({})), 'handlers {}: use an array'],
    [
      'new Worker(q, handler)',
      () => new Worker(queue(), handler as unknown as Handler[]),
      'use an array',
    ],
    ['new Worker(promise)', () => new Worker(any(Promise.resolve(queue())), []), 'await it first'],
    ['new Worker(adapter)', () => new Worker(any(memory()), [handler]), 'use a Queue'],
    ['a handler as written', () => new Worker(queue(), [any(() => 1)]), 'make one with'],
    ['concurency', () => made({ concurency: 5 }), 'did you mean concurrency?'],
  ];
  it.each(mistakes)('%s is told', async (_, run, says) => {
    expect(await thrownBy(run)).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining(says),
    });
  });

  it('stops nothing where the bounds of a stop are wrong', async () => {
    const stage = new Stage();
    const one = stage.worker([handler]);
    const run = one.run();
    await expect(one.stop(any({ grace: 1 }))).rejects.toMatchObject({ code: 'invalid' });
    await stage.queue.add(job);
    await stage.clock.advance(0);
    expect(stage.events('task.executed')).toHaveLength(1);
    await one.stop();
    await run;
  });

  it('takes an option that is undefined for one that is not given', async () => {
    const stage = new Stage();
    await stage.queue.add(job);
    const options = { concurrency: any(undefined), limits: { idle: true, tasks: any(undefined) } };
    expect(await stage.worker([handler], options).run()).toMatchObject({ completed: 1 });
  });
});
