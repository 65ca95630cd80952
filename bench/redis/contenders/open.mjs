const CONTENDERS = {
  redis: async () => (await import('./redis.mjs')).RedisContender,
  bullmq: async () => (await import('./bullmq.mjs')).BullmqContender,
  'bee-queue': async () => (await import('./bee-queue.mjs')).BeeQueueContender,
};

/** The names of all. */
export const ALL = Object.keys(CONTENDERS);

/** Connects a contender to a server of its own. */
export async function openContender(name, broker) {
  const Contender = await CONTENDERS[name === 'redis-million' ? 'redis' : name]();
  const contender = new Contender(broker);
  await contender.open();
  return contender;
}
