import { memory } from '@jq/core';
import { type NewTask, systemClock } from '@jq/core/adapter';
import { ManualClock, MemoryStore } from '@jq/core/testing';
import { describe, expect, it } from 'vitest';

const task = (id: string, rest: Partial<NewTask> = {}): NewTask => ({
  id,
  body: new TextEncoder().encode(id),
  priority: 512,
  delayMs: 0,
  ttrMs: 1000,
  ...rest,
});

function setUp() {
  const clock = new ManualClock();
  const store = new MemoryStore(clock);
  const adapter = memory({ store });
  const ids = async (max = 10, waitMs = 0) =>
    (await adapter.reserve(['q'], { max, waitMs })).map((each) => each.lease.taskId);
  return { clock, store, adapter, ids };
}

describe('memory', () => {
  it('gives tasks by priority, then by their first put, delays notwithstanding', async () => {
    const { adapter, clock, ids } = setUp();
    await adapter.put('q', [
      task('late', { delayMs: 100 }),
      task('b'),
      task('a', { priority: 1 }),
      task('c'),
    ]);
    await clock.advance(100);
    expect(await ids()).toEqual(['a', 'late', 'b', 'c']);
  });

  it('keeps the place of a retried, lapsed and unheld task', async () => {
    const { adapter, clock, ids } = setUp();
    await adapter.put('q', [task('a'), task('b'), task('c'), task('d')]);
    const [a, b] = await adapter.reserve(['q'], { max: 3, waitMs: 0 });
    if (!a || !b) throw new Error('nothing reserved');
    await adapter.retry([{ lease: a.lease, delayMs: 10 }]);
    await adapter.hold([b.lease]);
    await clock.advance(1000);
    expect(await adapter.unhold('q', { max: 5 })).toBe(1);
    expect(await ids()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('wakes a waiting reserve for a due delay, a lapse, an unhold and a resumed queue', async () => {
    const { adapter, store, clock, ids } = setUp();
    const woken: string[] = [];
    const wait = (): void => void ids(1, 60_000).then((got) => woken.push(...got));
    await adapter.put('q', [task('x', { delayMs: 500, ttrMs: 200 })]);
    wait();
    await clock.advance(499);
    expect(woken).toEqual([]);
    await clock.advance(1);
    wait();
    await clock.advance(200);
    expect(woken).toEqual(['x', 'x']);
    await clock.advance(200);
    await adapter.pause('q', 300);
    wait();
    await clock.advance(299);
    expect(woken).toHaveLength(2);
    await clock.advance(1);
    expect(woken).toHaveLength(3);
    const other = memory({ store });
    wait();
    await clock.advance(200);
    await other.close();
    expect(woken).toHaveLength(4);
  });

  it('gives back on close, ends waits with `closed`, and leaves no timer', async () => {
    const { adapter, store, clock } = setUp();
    await adapter.put('q', [task('a')]);
    const other = memory({ store });
    await other.reserve(['q'], { max: 1, waitMs: 0 });
    const waiting = other.reserve(['q'], { max: 1, waitMs: 60_000 });
    await other.close();
    await other.close();
    await expect(waiting).rejects.toMatchObject({ code: 'closed' });
    await expect(other.stats('q')).rejects.toMatchObject({ code: 'closed' });
    const [again] = await adapter.reserve(['q'], { max: 1, waitMs: 0 });
    expect(again?.attempts).toBe(2);
    expect(clock.pending).toBe(0);
  });

  it('fences: a lapsed lease settles nothing, also on the handle that has the next one', async () => {
    const { adapter, clock } = setUp();
    await adapter.put('q', [task('a')]);
    const [first] = await adapter.reserve(['q'], { max: 1, waitMs: 0 });
    await clock.advance(1000);
    const [second] = await adapter.reserve(['q'], { max: 1, waitMs: 0 });
    if (!first || !second) throw new Error('nothing reserved');
    expect(await adapter.complete([first.lease])).toMatchObject([{ code: 'lease-lost' }]);
    expect(await adapter.complete([first.lease])).toMatchObject([{ code: 'lease-lost' }]);
    expect(await adapter.complete([second.lease])).toEqual([undefined]);
    expect(await adapter.complete([second.lease])).toEqual([undefined]);
    expect(await adapter.hold([second.lease])).toMatchObject([{ code: 'already-settled' }]);
  });

  it('runs on real time too', async () => {
    const adapter = memory({ clock: systemClock });
    await adapter.put('q', [task('a', { delayMs: 5 })]);
    const [got] = await adapter.reserve(['q'], { max: 1, waitMs: 5000 });
    expect(got?.lease.taskId).toBe('a');
    await adapter.close();
  });
});
