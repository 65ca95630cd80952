/** One task given to the process that asked. */
export interface Grant {
  readonly row: number;
  readonly hash: number;
  readonly seq: number;
  readonly attempt: number;
  readonly queue: string;
  readonly priority: number;
  readonly ttrMs: number;
  /** Logical time at which the lease lapses. */
  readonly endsAt: number;
  readonly segment: number;
  readonly offset: number;
  readonly length: number;
}

export const Answer = { done: 0, lost: 1, notFound: 2, reserved: 3 } as const;
export type Answer = (typeof Answer)[keyof typeof Answer];

/** What applying a record did, collected only by the process that wrote it. */
export class Outcome {
  readonly grants: Grant[] = [];
  /** One per item of a settling or removing record, at its index. */
  readonly answers: Answer[] = [];
  count = 0;
}
