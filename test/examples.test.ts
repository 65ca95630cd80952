import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { at, node } from './command.js';

const programs = readdirSync(at('examples')).filter((name) => name.endsWith('.ts'));

/** The indented lines of the comment at the head: what the program says it prints. */
function promised(source: string): string {
  const [head = ''] = source.split('\nimport ');
  return head
    .split('\n')
    .filter((line) => line.startsWith('//   '))
    .map((line) => `${line.slice('//   '.length)}\n`)
    .join('');
}

describe('examples', () => {
  it('are between eight and twelve, and each is in their README', () => {
    expect(programs.length).toBeGreaterThanOrEqual(8);
    expect(programs.length).toBeLessThanOrEqual(12);
    const readme = readFileSync(at('examples/README.md'), 'utf8');
    const listed = [...readme.matchAll(/^\| \[[\w-]+\.ts\]\(([\w-]+\.ts)\) /gm)];
    const names = listed.map(([, name]) => name);
    expect(new Set(names)).toEqual(new Set(programs));
    expect(names).toHaveLength(programs.length);
  });

  it.each(programs)('%s prints what its head says, in at most 40 lines', async (name) => {
    const source = readFileSync(at(`examples/${name}`), 'utf8');
    expect(promised(source)).not.toBe('');
    expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
    const ended = await node([at(`examples/dist/${name.replace(/\.ts$/, '.js')}`)]);
    expect(ended).toEqual({ code: 0, stdout: promised(source), stderr: '' });
  });
});
