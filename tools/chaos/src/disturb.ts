import type { Actor, Stage } from './stage.js';

/**
 * `kill` and `freeze` concern the broker, as do a subject's own faults; all others one connection.
 */
export type Fault = (typeof CONNECTION_FAULTS)[number] | 'freeze' | 'kill';

/** What can happen to one connection, while the broker is well. */
export const CONNECTION_FAULTS = [
  'cut',
  'delay',
  'slice',
  'black-hole',
  'half-open',
  'lose-reply',
  'refuse',
] as const;

/** Breaks something every now and then; answers how often what. */
export async function disturb(
  stage: Stage,
  faults: readonly Fault[],
): Promise<Map<string, number>> {
  const { ownFaults = {} } = stage.subject;
  const all = [...faults, ...Object.keys(ownFaults)];
  const counts = new Map<string, number>();
  const healing: Promise<void>[] = [];
  while (!stage.over) {
    await stage.pause(600);
    // Nobody may have come yet, or all be gone.
    const actors = [...stage.actors];
    if (actors.length === 0) continue;
    const fault = stage.random.pick(all);
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
    if (fault === 'kill') await kill(stage);
    else if (fault === 'freeze') await freeze(stage);
    else if (ownFaults[fault] !== undefined) await ownFaults[fault](stage.broker);
    else healing.push(upset(stage, stage.random.pick(actors), fault));
  }
  await Promise.all(healing);
  return counts;
}

async function kill(stage: Stage): Promise<void> {
  for (const actor of stage.actors) actor.doom();
  await stage.broker.kill9();
  await stage.pause(300);
  await stage.broker.restart();
}

/** The broker stands still, as on a machine that swaps. */
async function freeze(stage: Stage): Promise<void> {
  const { pid } = stage.broker;
  process.kill(pid, 'SIGSTOP');
  await stage.pause(1500);
  process.kill(pid, 'SIGCONT');
}

/** One connection suffers, then recovers. */
async function upset(stage: Stage, actor: Actor, fault: string): Promise<void> {
  const { random } = stage;
  const { proxy } = actor;
  actor.doom();
  if (fault === 'cut') return proxy.cut();
  if (fault === 'lose-reply') {
    // It may be long until there is a request, and nobody waits for it.
    void proxy.loseReply(() => random.onceIn(3)).then(() => actor.doom());
    return;
  }
  if (fault === 'half-open') proxy.halfOpen(random.pick(['client', 'server']));
  if (fault === 'delay') proxy.delay(20 + random.below(200));
  if (fault === 'slice') proxy.slice(1 + random.below(3));
  if (fault === 'black-hole') proxy.blackHole();
  if (fault === 'refuse') proxy.refuse();
  await stage.pause(1500);
  actor.doom();
  proxy.heal();
  if (fault === 'half-open') proxy.cut();
}
