import { expect, test } from 'vitest';

import { optionsOf } from '../src/options.js';

test('defaults: this repository, four workers, one of them killed', () => {
  const options = optionsOf([]);
  expect(options).toMatchObject({ workers: 4, kill: true, dsn: undefined, timeLimitMs: 600_000 });
  expect(optionsOf(['--help'])).toBe('help');
});

test('takes a folder and options', () => {
  const options = optionsOf(['some folder', '--workers', '1', '--no-kill', '--dsn', 'file:./q']);
  expect(options).toMatchObject({
    folder: 'some folder',
    workers: 1,
    kill: false,
    dsn: 'file:./q',
  });
});

test.each([
  [['a', 'b'], 'one folder'],
  [['--workers', '0'], '--workers 0'],
  [['--workers', '2.5'], '--workers 2.5'],
  [['--pace', ''], '--pace'],
  [['--workers', '1'], 'nobody would be left'],
  [['--nonsense'], '--nonsense'],
])('refuses %j', (args, message) => {
  expect(() => optionsOf(args)).toThrow(message);
});
