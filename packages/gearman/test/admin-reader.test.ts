import fc from 'fast-check';
import { expect, test } from 'vitest';

import { AdminReader, functionsOf } from '../src/broker/admin-reader.js';

function read(chunks: readonly string[]): (readonly string[])[] {
  const replies: (readonly string[])[] = [];
  const reader = new AdminReader((lines) => replies.push(lines));
  for (const chunk of chunks) reader.read(Buffer.from(chunk, 'latin1'));
  return replies;
}

const ANSWERS =
  'jobs\t3\t1\t2\nother\t0\t0\t0\n.\n.\nERR UNKNOWN_COMMAND x\r\njobs\t1\t0\t0\n.\r\n';
const READ = [
  ['jobs\t3\t1\t2', 'other\t0\t0\t0'],
  [],
  ['ERR UNKNOWN_COMMAND x'],
  ['jobs\t1\t0\t0'],
];

test('answers are read however they are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: ANSWERS.length }), { maxLength: 20 }), (cuts) => {
      const at = [...new Set(cuts)].toSorted((a, b) => a - b);
      const chunks = [...at, ANSWERS.length].map((end, i) => ANSWERS.slice(at[i - 1] ?? 0, end));
      expect(read(chunks)).toEqual(READ);
    }),
  );
});

test('a line says how many jobs a function has', () => {
  expect(functionsOf(['jobs\t3\t1\t2', 'name with spaces\t0\t0\t0', 'half'])).toEqual([
    { name: 'jobs', total: 3, running: 1 },
    { name: 'name with spaces', total: 0, running: 0 },
    { name: 'half', total: 0, running: 0 },
  ]);
});

test('a line without end is refused', () => {
  expect(() => read(['x'.repeat(70_000)])).toThrow(
    expect.objectContaining({ code: 'unexpected' }) as Error,
  );
});
