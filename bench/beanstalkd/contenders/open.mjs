const CONTENDERS = {
  jq: async () => new (await import('./jq.mjs')).JqContender({ countAttempts: true }),
  'jq-lean': async () => new (await import('./jq.mjs')).JqContender({ countAttempts: false }),
  raw: async () => new (await import('./raw.mjs')).RawContender({ asking: false }),
  'raw-asking': async () => new (await import('./raw.mjs')).RawContender({ asking: true }),
  fivebeans: async () =>
    new (await import('./fivebeans.mjs')).FivebeansContender({ asking: false }),
  'fivebeans-asking': async () =>
    new (await import('./fivebeans.mjs')).FivebeansContender({ asking: true }),
  'node-beanstalk': async () =>
    new (await import('./node-beanstalk.mjs')).NodeBeanstalkContender({ connections: 1 }),
  'node-beanstalk-10': async () =>
    new (await import('./node-beanstalk.mjs')).NodeBeanstalkContender({ connections: 10 }),
};

export const ALL = Object.keys(CONTENDERS);
/** Those that send a command before the one before it is answered. */
export const PIPELINED = ALL.filter((name) => !name.startsWith('node-beanstalk'));

/** Connects a contender to a server of its own. */
export async function openContender(name, broker) {
  const contender = await CONTENDERS[name]();
  await contender.open(broker);
  return contender;
}
