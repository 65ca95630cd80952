import {
  type Adapter,
  connect,
  type Context,
  defineTask,
  jsonCodec,
  memory,
  Queue,
} from '@jq/core';
import { ManualClock, MemoryStore } from '@jq/core/testing';
import { describe, expect, it } from 'vitest';

import { all, but, KINDS } from './kinds.js';
import { thrownBy } from './thrown-by.js';

const job = defineTask<unknown>('job');
const queue = (): Queue => new Queue('q', memory() as Adapter);
const any = (value: unknown): never => value as never;

/** A call, the kinds of argument that it must refuse, and what the refusal must speak of. */
type Row = [call: string, run: (value: unknown) => unknown, refused: string[], says: RegExp];

const ROWS: Row[] = [
  ['defineTask(x)', (x) => defineTask(any(x)), all, /^task name .*: use/],
  ['defineTask(n, x)', (x) => defineTask('t', any(x)), but('undefined'), /^task t: .*(use|nown)/],
  ...(['priority', 'delayMs', 'ttrMs', 'timeLimitMs', 'maxDeliveries'] as const).map(
    (option): Row => [
      `defineTask(n, { ${option}: x })`,
      (x) => defineTask('t', { [option]: x }),
      but('undefined'),
      new RegExp(`^task t: ${option} .*: use a whole number`),
    ],
  ),
  [
    'defineTask(n, { data: x })',
    (x) => defineTask('t', { data: any(x) }),
    but('undefined'),
    /^task t: data: expected a schema/,
  ],
  ['definition.handle(x)', (x) => job.handle(any(x)), but('function'), /^handler of task job: use/],

  ['new Queue(x)', (x) => new Queue(any(x), memory()), all, /^queue name .*: use/],
  ['new Queue(q, x)', (x) => new Queue('q', any(x)), all, /^queue q: adapter .*(use|await)/],
  [
    'new Queue(q, a, x)',
    (x) => new Queue('q', memory(), any(x)),
    but('undefined'),
    /^queue q: .*(use|nown)/,
  ],
  [
    'new Queue(q, a, { codec: x })',
    (x) => new Queue('q', memory(), { codec: any(x) }),
    but('undefined'),
    /^queue q: codec .*: use/,
  ],
  [
    'new Queue(q, a, { context: x })',
    (x) => new Queue('q', memory(), { context: any(x) }),
    but('undefined', 'function'),
    /^queue q: context .*: use/,
  ],
  [
    'new Queue(q, a, { needs: x })',
    (x) => new Queue('q', memory(), { needs: any(x) }),
    but('undefined'),
    /^queue q: needs.*(use|nown)/,
  ],
  ['queue.on(x)', (x) => queue().on(any(x), () => 1), all, /^queue q: unknown event .*nown/],
  [
    'queue.on(e, x)',
    (x) => queue().on('task.added', any(x)),
    but('function'),
    /^queue q: listener .*: use/,
  ],

  ['queue.add(x)', (x) => queue().add(any(x), 1), all, /^queue q: task .*: use a definition/],
  [
    'queue.add(t, d, x)',
    (x) => queue().add(job, 1, any(x)),
    but('undefined'),
    /^task job: .*(use|nown)/,
  ],
  ...(['priority', 'delayMs', 'ttrMs'] as const).map((option): Row => [
    `queue.add(t, d, { ${option}: x })`,
    (x) => queue().add(job, 1, { [option]: x }),
    but('undefined'),
    new RegExp(`^${option} .*: use a whole number`),
  ]),
  [
    'queue.add(t, d, { id: x })',
    (x) => queue().add(job, 1, { id: any(x) }),
    but('undefined'),
    /^task id .*: use/,
  ],
  [
    'queue.add(t, d, { signal: x })',
    (x) => queue().add(job, 1, { signal: any(x) }),
    but('undefined'),
    /^task job: signal .*: use/,
  ],
  [
    'queue.add(t, d, { context: x })',
    (x) => queue().add(job, 1, { context: x as Context }),
    but('undefined', 'object'),
    /context.*(use|await|pass)/,
  ],
  ['queue.addAll(x)', (x) => queue().addAll(any(x), [1]), all, /^queue q: task .*: use/],
  ['queue.addAll(t, x)', (x) => queue().addAll(job, any(x)), but('array'), /^task job: data .*use/],
  [
    'queue.addAll(t, d, x)',
    (x) => queue().addAll(job, [1], any(x)),
    but('undefined'),
    /^task job: .*(use|nown)/,
  ],
  ['queue.addEach(t, x)', (x) => queue().addEach(job, any(x)), but('array'), /^task job: data/],

  [
    'queue.stats(x)',
    (x) => queue().stats(any(x)),
    but('undefined'),
    /^queue q: stats: .*(use|nown)/,
  ],
  ['queue.peek(x)', (x) => queue().peek(any(x)), all, /^state .*: use one of/],
  [
    'queue.peek(s, x)',
    (x) => queue().peek('ready', any(x)),
    but('undefined'),
    /^queue q: peek: max/,
  ],
  [
    'queue.peek(s, n, x)',
    (x) => queue().peek('ready', 1, any(x)),
    but('undefined'),
    /^queue q: peek: .*(use|nown)/,
  ],
  ['queue.unhold(x)', (x) => queue().unhold(any(x)), all, /^unhold .*: use/],
  [
    'queue.unhold({ max: x })',
    (x) => queue().unhold({ max: any(x) }),
    all,
    /^max .*: use a whole number/,
  ],
  [
    'queue.unhold({ ids: x })',
    (x) => queue().unhold({ ids: any(x) }),
    all,
    /(ids|task id) .*: use/,
  ],
  [
    'queue.unhold(w, x)',
    (x) => queue().unhold({ max: 1 }, any(x)),
    but('undefined'),
    /^queue q: unhold: .*(use|nown)/,
  ],
  ['queue.remove(x)', (x) => queue().remove(any(x)), all, /^(ids|task id) .*: use/],
  [
    'queue.remove(ids, x)',
    (x) => queue().remove([], any(x)),
    but('undefined'),
    /^queue q: remove: .*(use|nown)/,
  ],
  ['queue.purge(x)', (x) => queue().purge(any(x)), but('undefined'), /^state .*: use one of/],
  [
    'queue.purge(s, x)',
    (x) => queue().purge('ready', any(x)),
    but('undefined'),
    /^queue q: purge: .*(use|nown)/,
  ],
  [
    'queue.pause(x)',
    (x) => queue().pause(any(x)),
    but('undefined'),
    /^queue q: pause: forMs .*: use/,
  ],

  [
    'queue.pause(ms, x)',
    (x) => queue().pause(1, any(x)),
    but('undefined'),
    /^queue q: pause: .*(use|nown)/,
  ],
  ['queue.resume(x)', (x) => queue().resume(any(x)), but('undefined'), /^queue q: .*(use|nown)/],

  ['connect(x)', (x) => connect(any(x)), but('undefined'), /^the DSN .*use|has no scheme: write/],
  ['connect(d, x)', (x) => connect('memory:', any(x)), but('undefined'), /^connect: .*(use|nown)/],
  [
    'connect(d, { adapters: x })',
    (x) => connect('memory:', { adapters: any(x) }),
    but('undefined'),
    /^connect: adapter.*: use/,
  ],
  ['memory(x)', (x) => memory(any(x)), but('undefined'), /^memory: .*(use|nown)/],
  ['memory({ clock: x })', (x) => memory({ clock: any(x) }), but('undefined'), /^clock .*use/],
  [
    'memory({ store: x })',
    (x) => memory({ store: any(x) }),
    but('undefined'),
    /^memory: store .*use/,
  ],
  ['new MemoryStore(x)', (x) => new MemoryStore(any(x)), all, /^clock .*: use/],
  [
    'jsonCodec.encode(x)',
    (x) => jsonCodec.encode(any(x)),
    all,
    /^message without a task name: use/,
  ],
  ['jsonCodec.decode(x)', (x) => jsonCodec.decode(any(x)), all, /^body .*: use a Uint8Array/],
  [
    'clock.advance(x)',
    (x) => new ManualClock().advance(any(x)),
    but('number'),
    /^ManualClock.advance: .*: use milliseconds from 0/,
  ],
  [
    'clock.stepWall(x)',
    (x) => {
      new ManualClock().stepWall(any(x));
    },
    but('number', 'negative'),
    /^ManualClock.stepWall: .*: use/,
  ],
  [
    'clock.after(x)',
    (x) => new ManualClock().after(any(x), () => 1),
    but('number', 'negative'),
    /^ManualClock.after: .*: use/,
  ],
  [
    'clock.after(ms, x)',
    (x) => new ManualClock().after(1, any(x)),
    but('function'),
    /^ManualClock.after: .*: use/,
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

  // Without an argument, `connect` takes that of the environment, which has none here.
  const others = ROWS.filter(([call]) => call !== 'connect(x)');
  it.each(others)('%s, and no other', async (_, run, refused) => {
    for (const kind of but(...refused)) {
      const error = await thrownBy(() => run(KINDS[kind]));
      expect({ kind, error }).toEqual({ kind, error: 'nothing was thrown' });
    }
  });
});
