import {
  type Adapter,
  type Capabilities,
  connect,
  defineTask,
  memory,
  type MemorySupports,
  Queue,
  type Task,
  Worker,
} from '@jq/core';
import { describe, expectTypeOf, it } from 'vitest';

import { numeric } from './schemas.js';

// The compiler is the test: an expected error that does not come is an error.
const resize = defineTask<{ file: string; width: number }>('resize');
const sweep = defineTask('sweep');
const count = defineTask('count', { data: numeric, ttrMs: 1 });

type Poor = Omit<MemorySupports, 'rules' | 'peek' | 'purge'> & {
  readonly rules: Omit<MemorySupports['rules'], 'PEEK' | 'PURGE' | 'STATS' | 'PAUSE' | 'DELAY'> & {
    readonly PEEK: 'native';
    readonly PURGE: 'unsupported';
    readonly STATS: 'unsupported';
    readonly PAUSE: 'unsupported';
    readonly DELAY: 'unsupported';
  };
  readonly peek: readonly ['ready'];
  readonly purge: readonly [];
};

const full = new Queue('full', memory());
declare const poor: Queue<Poor>;
declare const unknownAdapter: Queue;

describe('data', () => {
  it('of the wrong type cannot be added', () => {
    expectTypeOf(() => full.add(resize, { file: 'a', width: 1 }));
    // @ts-expect-error width is missing
    expectTypeOf(() => full.add(resize, { file: 'a' }));
    // @ts-expect-error width is a number
    expectTypeOf(() => full.add(resize, { file: 'a', width: '1' }));
    // @ts-expect-error data is missing
    expectTypeOf(() => full.add(resize));
    // @ts-expect-error one of them is wrong
    expectTypeOf(() => full.addAll(resize, [{ file: 'a', width: 1 }, {}]));
  });

  it('may be left out where there is none', () => {
    expectTypeOf(() => full.add(sweep));
    expectTypeOf(() => full.add(sweep, undefined, { delayMs: 5 }));
    // @ts-expect-error it has no data
    expectTypeOf(() => full.add(sweep, 5));
  });

  it("is the schema's input at add and its output in the handler", () => {
    expectTypeOf(() => full.add(count, '5'));
    // @ts-expect-error the schema takes text
    expectTypeOf(() => full.add(count, 5));
    count.handle((task) => expectTypeOf(task).toEqualTypeOf<Task<number>>());
  });

  it('is inferred in every form of handler', () => {
    resize.handle((task) =>
      expectTypeOf(task.data).toEqualTypeOf<{ file: string; width: number }>(),
    );
    resize.handle({
      setUp: (task) => expectTypeOf(task.data.file).toBeString(),
      perform: (task) => expectTypeOf(task.data.width).toBeNumber(),
    });
    // @ts-expect-error there is no height
    resize.handle((task) => task.data.height);
  });
});

describe('options', () => {
  it('that do not exist are errors', () => {
    // @ts-expect-error it is called ttrMs
    expectTypeOf(() => defineTask('x', { ttr: 5 }));
    // @ts-expect-error it is called delayMs
    expectTypeOf(() => full.add(sweep, undefined, { delay: 5 }));
  });
});

describe('an adapter that lacks something', () => {
  it('makes using it a compile error', () => {
    expectTypeOf(() => poor.peek('ready'));
    // @ts-expect-error only ready tasks can be peeked
    expectTypeOf(() => poor.peek('held'));
    // @ts-expect-error STATS is unsupported
    expectTypeOf(() => poor.stats());
    // @ts-expect-error PURGE is unsupported
    expectTypeOf(() => poor.purge());
    // @ts-expect-error PAUSE is unsupported
    expectTypeOf(() => poor.pause(5));
    // @ts-expect-error DELAY is unsupported
    expectTypeOf(() => poor.add(sweep, undefined, { delayMs: 5 }));
    expectTypeOf(() => poor.add(sweep, undefined, { priority: 5 }));
  });

  it('leaves everything to the run time when it is only known then', () => {
    expectTypeOf(() => unknownAdapter.stats());
    expectTypeOf(() => unknownAdapter.peek('held', 5));
    expectTypeOf(() => unknownAdapter.add(sweep, undefined, { delayMs: 5 }));
    expectTypeOf(connect).returns.resolves.toEqualTypeOf<Adapter<Capabilities>>();
  });
});

it('lets a queue of any adapter stand for a queue in general', () => {
  expectTypeOf(full).toExtend<Queue>();
});

it('gives every worker any queue, and every event its own type', () => {
  const start = (): Worker => new Worker([full, poor, unknownAdapter], [sweep.handle(() => 1)]);
  expectTypeOf(() => start().on('task.held', (event) => expectTypeOf(event.reason).toBeString()));
  // @ts-expect-error there is no such event
  expectTypeOf(() => start().on('task.done', () => 1));
});
