import { Redis } from 'ioredis';

import type { Stage } from './stage.js';

export type Fault =
  | 'cut'
  | 'delay'
  | 'slice'
  | 'black-hole'
  | 'half-open'
  | 'lose-reply'
  | 'refuse'
  | 'forget-scripts'
  | 'kill';

export const FAULTS: readonly Fault[] = [
  'cut',
  'delay',
  'slice',
  'black-hole',
  'half-open',
  'lose-reply',
  'refuse',
  'forget-scripts',
  'kill',
];

/** Breaks something every now and then; answers how often what. */
export async function disturb(stage: Stage, faults: readonly Fault[]): Promise<Map<Fault, number>> {
  const counts = new Map<Fault, number>();
  const healing: Promise<void>[] = [];
  while (!stage.over) {
    await stage.pause(600);
    const fault = stage.random.pick(faults);
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
    if (fault === 'kill') await kill(stage);
    else if (fault === 'forget-scripts') await forgetScripts(stage);
    else healing.push(upset(stage, fault));
  }
  await Promise.all(healing);
  return counts;
}

async function kill(stage: Stage): Promise<void> {
  await stage.broker.kill9();
  await stage.pause(300);
  await stage.broker.restart();
}

async function forgetScripts({ broker }: Stage): Promise<void> {
  const client = new Redis({ host: '127.0.0.1', port: broker.port });
  client.on('error', () => undefined);
  await client.script('FLUSH');
  client.disconnect();
}

/** One connection suffers, then recovers. */
async function upset(stage: Stage, fault: Fault): Promise<void> {
  const { random } = stage;
  const proxy = random.pick([...stage.proxies]);
  if (fault === 'cut') return proxy.cut();
  if (fault === 'half-open') return proxy.halfOpen(random.pick(['client', 'server']));
  if (fault === 'lose-reply')
    return void proxy.loseReply((request) => request.includes('evalsha')).catch(() => undefined);
  if (fault === 'delay') proxy.delay(20 + random.below(200));
  if (fault === 'slice') proxy.slice(1 + random.below(3));
  if (fault === 'black-hole') proxy.blackHole();
  if (fault === 'refuse') proxy.refuse();
  await stage.pause(1500);
  proxy.heal();
}
