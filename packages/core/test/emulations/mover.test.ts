import { type Delivery, unseenMove } from '@jq/core/emulations';
import { expect, test } from 'vitest';

import { fullFrame } from './full-frame.js';

const delivery: Delivery = {
  queue: 'q-held',
  frame: fullFrame,
  receives: undefined,
  token: {},
  ttrMs: 1500,
  expiresAt: Infinity,
};

test('what nobody was given goes back to its place as it was, order of holding included', () => {
  const { frame, to, delayMs } = unseenMove(delivery, 'q-held');
  expect({ to, delayMs }).toEqual({ to: 'q-held', delayMs: 0 });
  expect(frame).toEqual({ ...delivery.frame, moves: 4 });
});

test('what nobody was given is neither held nor under way elsewhere, and counts no attempt', () => {
  const { notBefore: _due, heldAt: _held, ...kept } = delivery.frame;
  const { frame, to } = unseenMove(delivery, 'q');
  expect(to).toBe('q');
  expect(frame).toEqual({ ...kept, moves: 4 });
});
