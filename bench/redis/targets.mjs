/** Times as fast as BullMQ, and as bee-queue. */
export function faster(thanBullmq, thanBeeQueue = 1) {
  return [
    { metric: 'rate', of: 'redis', against: 'bullmq', atLeast: thanBullmq },
    { metric: 'rate', of: 'redis', against: 'bee-queue', atLeast: thanBeeQueue },
  ];
}
