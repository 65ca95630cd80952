import { allChecks, reportMarkdown, runContract } from '@jq/contract';
import { saboteurs, trySaboteur } from '@jq/contract/saboteurs';
import { RULES } from '@jq/core/adapter';
import { describe, expect, it } from 'vitest';

import { memorySpace } from './memory-space.js';

const some = allChecks.filter(({ concern }) => concern === 'HOLD' || concern === 'REDIAL');

describe('the report', () => {
  it('has a line for every rule, with what was declared and found', async () => {
    const report = await runContract({ name: 'memory', space: memorySpace, checks: some });
    expect(report.lines.map((line) => line.concern)).toEqual([...RULES]);
    expect(report.lines.every((line) => line.support === 'native')).toBe(true);
    expect(report).toMatchObject({ failed: 0, notApplicable: 4, passed: some.length - 4 });
    const text = reportMarkdown(report);
    expect(text).toMatch(/^\| HOLD +\| native +\| 9 +\| 0 +\|$/m);
    expect(text).toContain('- the space has no broker to restart: REDIAL/');
    expect(text).not.toContain('## Failed');
  });

  it('names what failed and why', async () => {
    const forgets = saboteurs.find((each) => each.name === 'hold-that-forgets');
    if (forgets === undefined) throw new Error('no such saboteur');
    const report = await runContract({
      name: 'forgetful',
      checks: some,
      space: async () => {
        const space = memorySpace();
        const breakIt = forgets.arm();
        return { ...space, connect: async () => breakIt((await space.connect()) as never) };
      },
    });
    expect(report.failed).toBeGreaterThan(3);
    expect(reportMarkdown(report)).toMatch(/^- `HOLD\/an-unheld-task-is-whole-again`: .+/m);
    const result = await trySaboteur(forgets, { name: 'memory', space: memorySpace });
    expect(result.missed).toEqual([]);
  });
});
