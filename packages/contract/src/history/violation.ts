/** What a history can prove. */
export type ViolationKind =
  | 'lost' // acknowledged, and neither given out to the end nor left over
  | 'ghost' // given out, though nobody put it or its put was refused
  | 'after-complete' // given out after its completion or removal was acknowledged
  | 'double-lease' // two leases of one task alive at the same time
  | 'fenced' // a settle or touch that counted though a later lease existed
  | 'refused-alive' // a settle or touch refused though its lease was alive
  | 'early' // given out before its delay was over
  | 'held' // given out while held
  | 'paused' // given out while its queue was paused
  | 'order' // given out though a better task was ready all the while
  | 'attempts' // deliveries not counted up
  | 'bytes'; // another body than was put

export interface Violation {
  readonly kind: ViolationKind;
  /** Time and connection of the event that proves it. */
  readonly at: number;
  readonly by: string;
  readonly queue: string;
  readonly id: string;
  readonly message: string;
}
