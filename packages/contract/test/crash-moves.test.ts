import { crashMoves, type CrashSpace } from '@jq/contract';
import { describe, expect, it } from 'vitest';

import { removesFirst, weakCrashSpaces } from './fixtures/weak/crash-spaces.js';

const LIMIT_MS = 240_000;

/** What is done by copy and removal. */
const copied: Record<keyof typeof weakCrashSpaces, readonly string[]> = {
  receipts: ['retry after a delay', 'retry with another priority'],
  connections: ['retry at once', 'lapse'],
};
const copiedByBoth = ['take after a delay', 'hold', 'unhold', 'unhold by id'];

const kinds = ['receipts', 'connections'] as const;

describe.each(kinds)('over %s', (kind) => {
  const space = weakCrashSpaces[kind];

  it(
    'a process that ends between any two steps loses nothing',
    async () => {
      const { lines, violations } = await crashMoves({ space, times: 20 });
      expect(violations).toEqual([]);
      const moves = new Set([...copied[kind], ...copiedByBoth]);
      const between = lines.filter(
        ({ move, step }) => moves.has(move) && (step === 'after send' || step === 'before remove'),
      );
      expect(between).toHaveLength(2 * moves.size);
      // Were no task there twice, nothing would have been stopped between copy and removal.
      const seldom = between.filter(({ stops, duplicating }) => stops < 20 || duplicating === 0);
      expect(seldom).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'a step that fails, or whose answer is lost, loses nothing',
    async () => {
      const { violations } = await crashMoves({ space, times: 10, failure: 'fail' });
      expect(violations).toEqual([]);
    },
    LIMIT_MS,
  );
});

describe('a move that removes the original first', () => {
  it.each(['hold', 'unhold', 'retry with another priority', 'take after a delay'])(
    'is caught: %s',
    async (move) => {
      const space = (): CrashSpace => weakCrashSpaces.receipts(removesFirst);
      const { violations } = await crashMoves({ space, times: 8, only: [move] });
      expect(new Set(violations.map(({ kind }) => kind))).toEqual(new Set(['lost']));
    },
    LIMIT_MS,
  );
});
