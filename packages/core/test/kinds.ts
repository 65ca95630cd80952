import { memory } from '@jq/core';

/** One value of each kind that programs pass by mistake. */
export const KINDS: Readonly<Record<string, unknown>> = {
  undefined,
  null: null,
  boolean: true,
  number: 1.5,
  NaN: Number.NaN,
  negative: -1,
  bigint: 1n,
  text: 'text !',
  symbol: Symbol('mark'),
  function: () => 1,
  array: [1],
  object: { surprise: 1 },
  instance: new Map(),
  promise: Promise.resolve(memory()),
};

/** Their names. */
export const all: string[] = Object.keys(KINDS);
/** All names but these. */
export const but = (...fine: string[]): string[] => all.filter((kind) => !fine.includes(kind));
