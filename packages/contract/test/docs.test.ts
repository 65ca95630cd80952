import { readFileSync } from 'node:fs';

import { RULES } from '@jq/core/adapter';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

/** Lines without indentation and formatting, since pages indent excerpts as they like. */
const lines = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join('\n');

describe('docs/write-an-adapter.md', () => {
  const page = read('../../../docs/write-an-adapter.md');
  const excerpts = [...page.matchAll(/<!-- (\S+\.ts) -->\n+```ts\n([\s\S]*?)```/g)];

  it('shows excerpts of the adapter that the tests run', () => {
    expect(excerpts.length).toBeGreaterThan(10);
  });

  it.each(excerpts.map(([, file = '', code = '']) => [file, code]))('%s (%#)', (file, code) => {
    expect(lines(read(`./fixtures/toy/${file}`))).toContain(lines(code).trim());
  });

  it('keeps its promise of 210 lines', () => {
    const code = read('./fixtures/toy/adapter.ts') + read('./fixtures/toy/supports.ts');
    expect(code.split('\n').length).toBeLessThanOrEqual(210);
  });
});

describe('docs/contract-rules.md', () => {
  const page = read('../../../docs/contract-rules.md');

  it('has a section for every rule, and no other rule', () => {
    const headings = [...page.matchAll(/^## ([A-Z-]+)$/gm)].map(([, rule]) => rule);
    expect(headings).toEqual([...RULES]);
  });
});
