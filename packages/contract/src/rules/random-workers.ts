import assert from 'node:assert/strict';

import { type Check, checks } from '../check.js';
import { Crowd } from '../crowd/crowd.js';
import { operate, produce, work } from '../crowd/members.js';
import type { Lab } from '../lab.js';
import { RandomSource } from '../random-source.js';

/**
 * Producers, workers and an operator at once; then everything is taken out, and the history judged.
 */
async function run(lab: Lab, seed: number, label: string, tasks: number): Promise<void> {
  const crowd = new Crowd(lab, new RandomSource(seed), label, tasks);
  const producing = Promise.all([produce(crowd), produce(crowd)]);
  const working = Promise.all([work(crowd), work(crowd), work(crowd), operate(crowd)]);
  working.catch(() => undefined);
  const all = producing
    .then(() => lab.sleep(lab.shortMs))
    .finally(() => (crowd.over = true))
    .then(() => working);
  await lab.settle(all);
  await takeOut(crowd);
  const violations = crowd.violations();
  const shown = violations.slice(0, 5).map((each) => JSON.stringify(each));
  assert.equal(violations.length, 0, `seed ${seed}: ${shown.join('\n')}`);
}

async function takeOut(crowd: Crowd): Promise<void> {
  const { lab } = crowd;
  const adapter = await crowd.connect();
  await adapter.open();
  // Pauses, delays and leases that their holders ignored are all short, or ended with their
  // holders.
  await lab.outlast();
  // A new connection may need several looks to find all that is there. What does not come in time
  // is lost.
  await lab.becomes(async () => {
    for (const queue of crowd.queues) {
      if (lab.has('HOLD')) await adapter.unhold(queue, { max: Number.MAX_SAFE_INTEGER });
      await lab.drain(adapter, [queue]);
    }
    return !crowd.violations().some(({ kind }) => kind === 'lost');
  });
  await adapter.close();
}

export const randomWorkers: readonly Check[] = checks('RANDOM', {
  'workers at random, all at once, leave a history without fault': async (lab) => {
    const { seed, times = 1 } = lab.random;
    const first = seed ?? Math.floor(Math.random() * 2 ** 32);
    const runs = lab.space.clock === undefined ? times : 20 * times;
    for (let index = 0; index < runs; index += 1) await run(lab, first + index, `run${index}`, 80);
  },
});
