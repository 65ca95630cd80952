import { allChecks, type RandomOptions, runContract } from '@jq/contract';
import { sabotaged, saboteurs } from '@jq/contract/saboteurs';
import { expect, it } from 'vitest';

import { memorySpace } from './memory-space.js';

const random = allChecks.filter(({ id }) => id.startsWith('RANDOM/random-calls'));

/** What the first random check says of an adapter without fencing. */
async function failure(options: RandomOptions): Promise<string> {
  const saboteur = saboteurs.find((each) => each.name === 'no-fencing');
  if (saboteur === undefined) throw new Error('no such saboteur');
  const report = await runContract({
    name: 'sabotaged',
    space: () => sabotaged(memorySpace(), saboteur),
    checks: random.slice(1),
    random: options,
  });
  return String(report.lines.flatMap((line) => line.checks)[0]?.error);
}

const counterexample = (message: string): string =>
  /Counterexample: \[(.*) \/\*/.exec(message)?.[1] ?? message;

it('what a failed random run prints brings it back, shrunk', async () => {
  const message = await failure({ seed: 7, times: 3 });
  const [, path] = /path: "([\d:]+)"/.exec(message) ?? [];
  const [, replayPath] = /replayPath="([^"]+)"/.exec(message) ?? [];
  if (path === undefined || replayPath === undefined) throw new Error(message);
  const again = await failure({ seed: 7, path, replayPath });
  expect(counterexample(again)).toBe(counterexample(message));
  expect(again).toContain('Shrunk 0 time(s)');
  expect(counterexample(message).split(',').length).toBeLessThan(20);
}, 60_000);
