import { defineTask } from '@jq/core';
import { describe, expect, it } from 'vitest';

import { declaring, faulty } from '../faulty.js';
import { gate, Stage } from './stage.js';

const long = defineTask('long', { ttrMs: 9000 });

describe('the clock of a lease', () => {
  it('started before the request left', async () => {
    const stage = new Stage();
    const until = gate();
    const seen: AbortSignal[] = [];
    // The answer takes 4 s; the adapter counts from before, and so does the worker.
    const adapter = faulty(declaring(stage.memory, { rules: { TOUCH: 'unsupported' } }), {
      reserve: async (queues, options) => {
        const taken = await stage.memory.reserve(queues, options);
        await new Promise<void>((resolve) => stage.clock.after(4000, resolve));
        return taken;
      },
    });
    await stage.queue.add(long);
    const handler = long.handle((task) => {
      seen.push(task.signal);
      return until.promise;
    });
    const worker = stage.worker([handler], {}, adapter);
    void worker.run();
    await stage.clock.advance(8999);
    expect(seen.map((signal) => signal.aborted)).toEqual([false]);
    await stage.clock.advance(1);
    expect(seen.map((signal) => signal.aborted)).toEqual([true]);
    until.open();
    const stopped = worker.stop();
    await stage.clock.advance(60_000);
    await stopped;
  });

  it('can have run out before the handler starts: then it does not', async () => {
    const stage = new Stage();
    const ran: string[] = [];
    let delayed = false;
    const adapter = faulty(stage.memory, {
      reserve: async (queues, options) => {
        const taken = await stage.memory.reserve(queues, options);
        if (!delayed) await new Promise<void>((resolve) => stage.clock.after(9000, resolve));
        delayed = true;
        return taken;
      },
    });
    await stage.queue.add(long);
    const worker = stage.worker([long.handle((task) => ran.push(`${task.attempts}`))], {}, adapter);
    void worker.run();
    await stage.clock.advance(9000);
    expect(stage.events('task.lost')).toMatchObject([
      { attempts: 1, error: { code: 'lease-lost' } },
    ]);
    expect(ran).toEqual(['2']);
    await worker.stop();
  });
});
