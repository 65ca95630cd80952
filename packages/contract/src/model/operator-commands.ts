import assert from 'node:assert/strict';

import type { TaskState } from '@jq/core/adapter';

import { outcomes } from '../expectations.js';
import { type Command, command } from './command.js';

export function unhold([by, label, max]: [number, string, number]): Command {
  return command(`unhold ${max} of ${label}, by ${by}`, async (model, world) => {
    const freed = await world.timed(() => world.connection(by).unhold(world.queue(label), { max }));
    assert.equal(freed, model.unhold(label, max));
  });
}

export function remove([by, label, each]: [number, string, string]): Command {
  return command(`remove ${each} from ${label}, by ${by}`, async (model, world) => {
    const results = await world.timed(() =>
      world.connection(by).remove(world.queue(label), [each]),
    );
    assert.deepEqual(outcomes(results), [model.remove(label, each)]);
  });
}

export function purge([by, label, state]: [number, string, TaskState | undefined]): Command {
  return command(`purge ${state ?? 'all'} of ${label}, by ${by}`, async (model, world) => {
    const deleted = await world.timed(() => world.connection(by).purge(world.queue(label), state));
    const states: TaskState[] = state === undefined ? ['ready', 'delayed', 'held'] : [state];
    assert.equal(deleted, model.purge(label, states));
  });
}

export function pause([by, label, forMs]: [number, string, number]): Command {
  return command(`pause ${label} for ${forMs}, by ${by}`, async (model, world) => {
    await world.timed(
      () => world.connection(by).pause(world.queue(label), forMs),
      () => [forMs],
    );
    model.pause(label, forMs);
  });
}

export function stats([by, label]: [number, string]): Command {
  return command(`stats of ${label}, by ${by}`, async (model, world) => {
    const found = await world.timed(() => world.connection(by).stats(world.queue(label)));
    assert.deepEqual({ ...found }, model.stats(label));
  });
}

export function peek([by, label, state]: [number, string, TaskState]): Command {
  return command(`peek ${state} in ${label}, by ${by}`, async (model, world) => {
    const views = await world.timed(() => world.connection(by).peek(world.queue(label), state, 99));
    const [found, want] = [
      views.map((view) => view.id),
      model.list(label, state).map((task) => task.id),
    ];
    // Only what is given out next, or freed next, has an order that equal times cannot blur.
    const ordered =
      state === 'held' || (state === 'ready' && world.lab.supports.ordering === 'exact');
    if (ordered) assert.deepEqual(found, want);
    else assert.deepEqual(found.toSorted(), want.toSorted());
  });
}

export function advance(ms: number): Command {
  return command(`let ${ms} ms pass`, async (model, world) => {
    await world.advance(ms);
    model.advance(ms);
  });
}
