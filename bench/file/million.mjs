import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const visitor = fileURLToPath(new URL('./processes/visitor.mjs', import.meta.url));

/** How a store of a million tasks is opened, and what it takes. */
export const million = {
  title: 'a queue of a million tasks, opened by a fresh process, then drained, relaxed',
  tasks: 1_000_000,
  contenders: ['file', 'sqlite'],
  metrics: {
    memory: 'B/task',
    open: 'ms',
    firstReserve: 'ms',
    openAndReserve: 'ms',
    disk: 'B/task',
    fill: 'tasks/s',
    drain: 'tasks/s',
    diskAfterDrain: 'MB',
  },
  targets: [
    { metric: 'memory', of: 'file', atMost: 150 },
    { metric: 'openAndReserve', of: 'file', atMost: 300 },
    { metric: 'diskAfterDrain', of: 'file', atMost: 4 },
  ],
  warmUp: false,
  async measure({ contender, folder, tasks }) {
    const visit = (errand) => send({ errand, contender, folder, tasks });
    const { fill } = await visit('fill');
    const disk = diskBytes(folder) / tasks;
    const { memory, open, firstReserve } = await visit('look');
    const { drain } = await visit('drain');
    const diskAfterDrain = diskBytes(folder) / 1e6;
    const openAndReserve = open + firstReserve;
    return { memory, open, firstReserve, openAndReserve, disk, fill, drain, diskAfterDrain };
  },
};

/** Each errand in a process of its own, which has never seen the store. */
async function send(errand) {
  const child = fork(visitor, [JSON.stringify(errand)], { execArgv: ['--expose-gc'] });
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${errand.errand} of ${errand.contender} ended with ${code} and no answer`);
  });
  const [answer] = await Promise.race([once(child, 'message'), failed]);
  failed.catch(() => undefined);
  await once(child, 'exit');
  return answer;
}

/** What the folder takes on the disk, holes left out. */
function diskBytes(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, { blocks }) => sum + blocks * 512, 0);
}
