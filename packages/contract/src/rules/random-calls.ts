import fc from 'fast-check';

import { type Check, checks } from '../check.js';
import type { Lab } from '../lab.js';
import { commandsFor } from '../model/commands.js';
import { Model } from '../model/model.js';
import { World } from '../model/world.js';

interface Size {
  readonly runs: number;
  readonly commands: number;
  /** Whether runs let time pass. */
  readonly passing: boolean;
}

// Below the limit of one check, so that what was found is reported, with its seed.
const LONGEST_MS = 45_000;

/** Random calls on the adapter and on the model; the first that is answered otherwise is shrunk. */
async function likeTheModel(lab: Lab, { runs, commands, passing }: Size): Promise<void> {
  const { supports, random } = lab;
  const connections = [await lab.connect(), await lab.connect(), await lab.connect()];
  const times = { unitMs: lab.shortMs, longMs: lab.longMs, passing };
  const lateComplete = supports.lateComplete;
  const queuesByPriority = supports.queueOrder === 'priority';
  let run = 0;
  const property = fc.asyncProperty(
    fc.commands(commandsFor(supports, times), {
      maxCommands: commands,
      size: 'max',
      ...given({ replayPath: random.replayPath }),
    }),
    async (sequence) => {
      run += 1;
      const world = new World(lab, connections, `run${run}`);
      const model = new Model({ lateComplete, queuesByPriority });
      await fc.asyncModelRun(() => ({ model, real: world }), sequence);
    },
  );
  await fc.assert(property, {
    numRuns: runs * (random.times ?? 1),
    maxSkipsPerRun: 5,
    interruptAfterTimeLimit: LONGEST_MS,
    includeErrorInReport: true,
    ...given({ seed: random.seed, path: random.path }),
  });
}

/** Only what is set: fast-check tells unset from undefined. */
function given<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const set = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as { [K in keyof T]?: NonNullable<T[K]> };
}

/** Real time is dear, calls on a controllable clock cost next to nothing. */
function size(lab: Lab, passing: boolean): Size {
  if (lab.space.clock !== undefined) return { runs: 300, commands: 60, passing };
  // Without an exact order every look at an empty queue waits.
  if (lab.supports.ordering !== 'exact') return { runs: passing ? 4 : 20, commands: 25, passing };
  return passing ? { runs: 8, commands: 25, passing } : { runs: 100, commands: 40, passing };
}

export const randomCalls: readonly Check[] = checks('RANDOM', {
  'random calls are answered as the model answers them': (lab) =>
    likeTheModel(lab, size(lab, false)),

  'random calls are answered as the model answers them while time passes': (lab) =>
    likeTheModel(lab, size(lab, true)),
});
