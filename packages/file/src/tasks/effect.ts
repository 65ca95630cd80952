import type { FileLease } from './file-lease.js';

export const Answer = { done: 0, lost: 1, notFound: 2, reserved: 3 } as const;
export type Answer = (typeof Answer)[keyof typeof Answer];

/** What applying a record did, collected only by the process that wrote it. */
export class Effect {
  /** Of the tasks given to the process that asked. */
  readonly leases: FileLease[] = [];
  /** One per item of a settling or removing record, at its index. */
  readonly answers: Answer[] = [];
  count = 0;
}
