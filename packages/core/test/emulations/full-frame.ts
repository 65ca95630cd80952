import type { Frame } from '@jq/core/emulations';

/** A task of which everything is told. */
export const fullFrame: Frame = {
  id: 'a',
  priority: 7,
  ttrMs: 1500,
  attempts: 2,
  moves: 3,
  notBefore: 1_790_000_000_000,
  heldAt: 1_790_000_000_000.001,
  body: Uint8Array.of(0, 10, 13, 255),
};
