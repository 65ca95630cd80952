import { JobQueueError, type Results, type Rule } from '@jq/core';
import type { NewTask, Reservation } from '@jq/core/adapter';

import type { Actor, Stage, Verbs } from './stage.js';

const SHORT_TTR_MS = 1200;
const LONG_TTR_MS = 4000;
const MOST_TRIES = 6;
/** Where workers are slower than producers, more would only make the end of the run long. */
const MOST_WAITING = 1000;

/** Puts batches; what may not have arrived is put again where that makes no second task of it. */
export async function produce(stage: Stage, name: string): Promise<void> {
  const { random } = stage;
  const { adapter } = await stage.actor('producer');
  const mostTries = adapter.supports.idempotentPut ? MOST_TRIES : 1;
  for (let batch = 0; !stage.over; batch += 1) {
    const queue = random.pick(stage.queues);
    let open: NewTask[] = Array.from({ length: 1 + random.below(5) }, (_, index) =>
      taskOf(stage, `${name}-${batch}-${index}`),
    );
    for (let tries = 0; open.length > 0 && tries < mostTries; tries += 1) {
      const sent = open;
      const results = await stage.call('put', () => adapter.put(queue, sent));
      stage.waiting += (results ?? []).filter((result) => typeof result === 'string').length;
      open = sent.filter((_, index) => results === undefined || mayRepeat(results, index));
      if (open.length > 0) await stage.pause(300);
    }
    do await stage.pause(30);
    while (stage.waiting >= MOST_WAITING && !stage.over);
  }
  await adapter.close();
}

function taskOf({ random }: Stage, id: string): NewTask {
  return {
    id,
    body: new TextEncoder().encode(id.repeat(1 + random.below(20))),
    priority: random.pick([512, 512, 512, 1, 4_294_967_295]),
    delayMs: random.onceIn(4) ? 1 + random.below(1500) : 0,
    ttrMs: random.onceIn(2) ? SHORT_TTR_MS : LONG_TTR_MS,
  };
}

/**
 * Takes tasks and does all kinds of things with them; dies, or closes and comes back, now and then.
 */
export async function work(stage: Stage): Promise<void> {
  const { random } = stage;
  let actor = await stage.actor('worker');
  while (!stage.over) {
    const { adapter } = actor;
    const queues = random.onceIn(2) ? stage.queues : [random.pick(stage.queues)];
    const options = { max: 1 + random.below(8), waitMs: random.below(600) };
    const reserve = (): ReturnType<Verbs['reserve']> => adapter.reserve(queues, options);
    const taken = await stage.call('reserve', reserve, options.waitMs);
    if (taken === undefined) await stage.pause(100);
    else await Promise.all(taken.map((each) => handle(stage, adapter, each)));
    if (random.onceIn(60)) actor = await replace(stage, actor);
  }
  await actor.adapter.close();
}

async function replace(stage: Stage, actor: Actor): Promise<Actor> {
  if (stage.random.onceIn(2)) await actor.die();
  else await stage.call('close', () => actor.adapter.close());
  return stage.actor('worker');
}

async function handle(stage: Stage, adapter: Verbs, { lease }: Reservation): Promise<void> {
  const { random } = stage;
  await stage.pause(60);
  const chance = random.below(20);
  // Left alone, or too late.
  if (chance === 0) return;
  if (chance === 1) await stage.pause(2 * SHORT_TTR_MS);
  if (chance === 2) await stage.call('touch', () => adapter.touch([lease]));
  const verb = chance < 5 ? 'hold' : chance < 9 ? 'retry' : 'complete';
  const delayMs = random.onceIn(2) ? random.below(1000) : 0;
  const settle = (): Promise<Results> =>
    verb === 'retry' ? adapter.retry([{ lease, delayMs }]) : adapter[verb]([lease]);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const results = await stage.call(verb, settle);
    if (results !== undefined && !mayRepeat(results, 0)) {
      if (verb === 'complete' && results[0] === undefined) stage.waiting -= 1;
      return;
    }
    await stage.pause(200);
  }
}

/** Does what people do to queues at work. */
export async function operate(stage: Stage): Promise<void> {
  const { random } = stage;
  const { adapter } = await stage.actor('operator');
  const { peek, rules } = adapter.supports;
  const supports = (rule: Rule): boolean => rules[rule] !== 'unsupported';
  while (!stage.over) {
    const queue = random.pick(stage.queues);
    const chance = random.below(6);
    if (chance < 2)
      await stage.call('unhold', () => adapter.unhold(queue, { max: 1 + random.below(50) }));
    if (chance === 2 && supports('PAUSE'))
      await stage.call('pause', () => adapter.pause(queue, random.below(300)));
    if (chance === 3) await stage.call('stats', () => adapter.stats(queue));
    if (chance === 4 && peek.length > 0) {
      const state = random.pick(peek);
      await stage.call('peek', () => adapter.peek(queue, state, 20));
    }
    if (chance === 5 && supports('REMOVE') && peek.includes('ready')) {
      const views = await stage.call('peek', () => adapter.peek(queue, 'ready', 3));
      const id = views?.at(-1)?.id;
      if (id !== undefined) await stage.call('remove', () => adapter.remove(queue, [id]));
    }
    await stage.pause(300);
  }
  await adapter.close();
}

/** The same may be tried again. */
function mayRepeat(results: Results<unknown>, index: number): boolean {
  const result = results[index];
  return JobQueueError.is(result, 'unavailable') || JobQueueError.is(result, 'ambiguous');
}
