const CONTENDERS = {
  jq: async () => new (await import('./jq.mjs')).JqContender(),
  raw: async () => new (await import('./raw.mjs')).RawContender(),
  'jq-worker': async () => new (await import('./jq-worker.mjs')).JqWorkerContender(),
  abraxas: async () => new (await import('./abraxas.mjs')).AbraxasContender(),
  'gearman-node': async () => new (await import('./gearman-node.mjs')).GearmanNodeContender(),
  'node-gearman': async () => new (await import('./node-gearman.mjs')).NodeGearmanContender(),
};

/** Those that put and process tasks at the same time. */
export const PROCESSING = ['jq-worker', 'abraxas', 'gearman-node', 'node-gearman'];

/** Connects a contender to a server of its own. */
export async function openContender(name, broker) {
  const contender = await CONTENDERS[name]();
  await contender.open(broker);
  return contender;
}
