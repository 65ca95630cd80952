import { expect, test } from 'vitest';

import { adapter, file } from '../src/index.js';
import { newFolder } from './folder.js';

const refusal = (text: RegExp) =>
  expect.objectContaining({
    name: 'JobQueueError',
    code: 'invalid',
    message: expect.stringMatching(text) as string,
  });

/** As somebody calls it who writes JavaScript. */
const call = file as (...args: unknown[]) => unknown;

test.each([
  [[], /folder undefined: use the path of a folder/],
  [[5], /folder 5: use the path/],
  [[''], /folder "": use the path/],
  [[null], /folder null: use the path/],
  [[{ folder: './queue' }], /folder .*: use the path/],
  [['a\0b'], /folder .*: use the path/],
  [['./q', null], /options null: use an object with durability/],
  [['./q', 'relaxed'], /options "relaxed": use an object with durability/],
  [['./q', () => {}], /options .*: use an object with durability/],
  [['./q', ['relaxed']], /options .*: use an object with durability/],
  [['./q', { durabilty: 'relaxed' }], /"durabilty", did you mean durability\?/],
  [['./q', { segmentSize: 1e6 }], /"segmentSize"/],
  [['./q', { durability: true }], /durability true: use "fsync" or "relaxed"/],
  [['./q', { durability: null }], /durability null: use "fsync" or "relaxed"/],
  [['./q', { durability: 'Relaxed' }], /durability "Relaxed": use "fsync" or "relaxed"/],
  [['./q', { segmentBytes: '1048576' }], /segmentBytes "1048576"/],
  [['./q', { segmentBytes: Number.NaN }], /segmentBytes NaN/],
  [['./q', { segmentBytes: 1000 }], /segmentBytes 1000/],
  [['./q', { networkFileSystem: false }], /networkFileSystem false: use "refuse" or "allow"/],
  [['./q', { onWarning: 'console' }], /onWarning "console": use a function/],
  [['./q', { onWarning: null }], /onWarning null: use a function/],
])('file(...%j) is refused with what is wrong', (args, text) => {
  expect(() => call(...(args as unknown[]))).toThrow(refusal(text));
});

test('an option that is undefined is as if it were not there', async () => {
  const adapterOf = call(newFolder(), {
    durability: undefined,
    segmentBytes: undefined,
    networkFileSystem: undefined,
    onWarning: undefined,
  }) as { open(): Promise<void>; close(): Promise<void> };
  await expect(adapterOf.open()).resolves.toBeUndefined();
  await adapterOf.close();
});

test('only own properties of the options count', () => {
  const inherited = Object.create({ durabilty: 'relaxed' }) as object;
  expect(() => call('./q', { __proto__: null, durability: 'relaxed' })).not.toThrow();
  expect(() => call('./q', inherited)).toThrow(refusal(/use an object with/));
});

test.each([
  ['file:', /no folder after "file:"/],
  ['file:?durability=relaxed', /no folder after "file:"/],
  ['file://', /no folder/],
  ['file://server/path', /"server" is a host/],
  ['file://queue', /"queue" is a host.* file:\.\/queue or file:\/\/\/queue/],
  ['file:./q#part', /"#".*%23/],
  ['file:./50%', /"%" .*%25/],
  ['file:./a%00b', /folder .*: use the path/],
  ['file:./q?durabilty=relaxed', /"durabilty", did you mean durability\?/],
  ['file:./q?durability=none', /durability "none": use "fsync" or "relaxed"/],
  ['file:./q?segmentBytes=lots', /segmentBytes/],
  ['file:./q?durability=fsync&durability=relaxed', /durability.*twice/],
  ['redis://localhost', /does not begin with "file:"/],
])('%s is refused with the part that is wrong', (dsn, text) => {
  expect(() => adapter.fromDsn(dsn)).toThrow(refusal(text));
});

test.each([undefined, 5, null, {}])('fromDsn(%j) is refused', (dsn) => {
  expect(() => adapter.fromDsn(dsn as unknown as string)).toThrow(refusal(/DSN .*: use a text/));
});
