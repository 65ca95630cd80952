const CONTENDERS = {
  sqs: async (broker, options) =>
    new (await import('./sqs.mjs')).SqsContender(broker, 'bench', options),
  'sqs-consumer': async (broker, options) =>
    new (await import('./sqs-consumer.mjs')).SqsConsumerContender(broker, 'bench', options),
};

export const ALL = Object.keys(CONTENDERS);

/** Connects a contender to a server of its own. */
export async function openContender(name, broker, options) {
  const contender = await CONTENDERS[name](broker, options);
  await contender.open();
  return contender;
}
