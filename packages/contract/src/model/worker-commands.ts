import assert from 'node:assert/strict';

import { outcomes } from '../expectations.js';
import { type Command, command, withLease } from './command.js';
import { compareReserve } from './compare-reserve.js';

export function put([by, label, wanted, priority, delayMs, ttrMs]: [
  number,
  string,
  string[],
  number,
  number,
  number,
]): Command {
  return command(
    `put ${wanted.join(',')} into ${label}, priority ${priority}, delay ${delayMs}, ttr ${ttrMs}, by ${by}`,
    async (model, world) => {
      const again = world.lab.supports.idempotentPut;
      const ids = wanted.filter((each) => again || model.find(label, each) === undefined);
      const tasks = ids.map((each) => ({
        id: each,
        body: new TextEncoder().encode(`${label}/${each}`),
        priority,
        delayMs,
        ttrMs,
      }));
      const results = await world.timed(
        () => world.connection(by).put(world.queue(label), tasks),
        () => [delayMs],
      );
      assert.deepEqual(results, ids);
      for (const each of ids) model.put(label, each, priority, delayMs, ttrMs);
    },
  );
}

export function reserve([by, labels, max]: [number, string[], number]): Command {
  return command(`reserve ${max} from ${labels.join(',')}, by ${by}`, (model, world) =>
    compareReserve(model, world, by, labels, max),
  );
}

export function complete(index: number): Command {
  return withLease('complete', index, async (model, world, { model: lease, real, by }) => {
    const results = await world.timed(() => world.connection(by).complete([real.lease]));
    assert.deepEqual(outcomes(results), [model.complete(lease)]);
  });
}

export function retry([index, delayMs, priority]: [number, number, number | undefined]): Command {
  const text = `retry with delay ${delayMs} and ${priority ?? 'its own'} priority`;
  return withLease(text, index, async (model, world, { model: lease, real, by }) => {
    const request = { lease: real.lease, delayMs, ...(priority === undefined ? {} : { priority }) };
    const results = await world.timed(
      () => world.connection(by).retry([request]),
      () => [delayMs],
    );
    assert.deepEqual(outcomes(results), [model.retry(lease, delayMs, priority)]);
  });
}

export function touch(index: number): Command {
  return withLease('touch', index, async (model, world, { model: lease, real, by }) => {
    const send = () => world.connection(by).touch([real.lease]);
    const results = await world.timed(send, () => [real.lease.ttrMs]);
    assert.deepEqual(outcomes(results), [model.touch(lease)]);
  });
}

export function hold(index: number): Command {
  return withLease('hold', index, async (model, world, { model: lease, real, by }) => {
    const results = await world.timed(() => world.connection(by).hold([real.lease]));
    assert.deepEqual(outcomes(results), [model.hold(lease)]);
  });
}

export function reconnect(by: number): Command {
  return command(`close and connect again ${by}`, async (model, world) => {
    await world.timed(() => world.connection(by).close());
    const index = by % world.connections.length;
    world.connections[index] = await world.lab.connect();
    for (const lease of world.leases) if (lease.by === index) model.giveBack(lease.model);
    world.leases = world.leases.filter((lease) => lease.by !== index);
  });
}
