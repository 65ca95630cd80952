import { expect, test } from 'vitest';

import { foreignId, foreignJobId, headerOf, LONGEST_HEADER, readHeader } from '../src/header.js';

const stored = (text: string): Buffer => Buffer.from(text, 'latin1');

test('what is written is read', () => {
  for (const id of ['a', '!~"\\/{}', 'x'.repeat(63), 'jq1'])
    for (const body of ['', '\n', 'jq1 b 5\n', '\0\r\n']) {
      const found = readHeader(stored(headerOf(id, 60_000) + body));
      expect(found).toMatchObject({ taskId: id, ttrMs: 60_000 });
      expect(found?.body.toString('latin1')).toBe(body);
    }
});

test('the longest header is as long as declared', () => {
  expect(headerOf('x'.repeat(63), 4_294_967_294_000).length).toBe(LONGEST_HEADER);
  expect(readHeader(stored(headerOf('x'.repeat(63), 4_294_967_294_000)))?.ttrMs).toBe(
    4_294_967_294_000,
  );
});

test.each([
  '',
  'jq1',
  'jq1 ',
  'jq1 id 1000',
  'jq1 id\n',
  'jq1 id 0\n',
  'jq1 id 01\n',
  'jq1 id 1000 \n',
  'jq1  1000\n',
  'jq1 two words 1000\n',
  'jq1 é 1000\n',
  'jq2 id 1000\n',
  ` jq1 id 1000\n`,
  `jq1 ${'x'.repeat(64)} 1000\n`,
  '{"jq":1}',
])('%j is a body of somebody else', (text) => {
  expect(readHeader(stored(text))).toBeUndefined();
});

test('ids of foreign jobs lead back to them', () => {
  expect(foreignJobId(foreignId('17'))).toBe('17');
  expect(foreignJobId('17')).toBeUndefined();
  expect(foreignJobId('job:x')).toBeUndefined();
});
