import assert from 'node:assert/strict';

import type { Capabilities, Reservation } from '@jq/core/adapter';

import { idsOf, sameBytes } from '../expectations.js';
import type { Model, ModelTask } from './model.js';
import type { World } from './world.js';

/** Reserves, and wants what the model would give: exactly, or as far as order is declared. */
export async function compareReserve(
  model: Model,
  world: World,
  by: number,
  labels: readonly string[],
  max: number,
): Promise<void> {
  const { supports } = world.lab;
  const queues = labels.map((label) => world.queue(label));
  // A broker that keeps no exact order may also need a moment to find its tasks.
  const waitMs = supports.ordering === 'exact' ? 0 : Math.min(supports.maxWaitMs, 60);
  const got = await world.timed(
    () => world.lab.settle(world.connection(by).reserve(queues, { max, waitMs })),
    (taken) => taken.map((each) => each.lease.ttrMs),
  );
  const candidates = model.takable(labels);
  sameChoice(supports, labels, got, candidates, max);
  for (const real of got) {
    const label = world.label(real.lease.queue);
    const task = candidates.find((each) => each.id === real.lease.taskId && each.queue === label);
    assert.ok(task, `task ${real.lease.taskId} of ${label} came and is not ready in the model`);
    world.leases.push({ model: model.take(task), real, by: by % world.connections.length });
    sameTask(supports, task, real);
  }
}

function sameChoice(
  supports: Capabilities,
  labels: readonly string[],
  got: readonly Reservation[],
  candidates: readonly ModelTask[],
  max: number,
): void {
  assert.equal(new Set(got.map((each) => each.lease)).size, got.length);
  assert.ok(got.length <= max, `wanted ${max} at most, got ${got.length}`);
  const ordered = labels.length === 1 || supports.queueOrder !== 'none';
  if (supports.ordering === 'exact' && ordered)
    assert.deepEqual(
      idsOf(got),
      candidates.slice(0, max).map((task) => task.id),
    );
}

function sameTask(supports: Capabilities, task: ModelTask, real: Reservation): void {
  sameBytes(real.body, new TextEncoder().encode(`${task.queue}/${task.id}`));
  assert.equal(real.lease.ttrMs, task.ttrMs);
  assert.equal(real.priority ?? task.priority, task.priority);
  if (supports.attempts === 'exact' || supports.attempts === 'since-restart')
    assert.equal(real.attempts ?? task.attempts, task.attempts);
}
