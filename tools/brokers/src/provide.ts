import { startBeanstalkd } from './beanstalkd/start-beanstalkd.js';
import { startGearmand } from './gearmand/start-gearmand.js';
import { startRedis } from './redis/start-redis.js';
import type { Broker } from './server/broker.js';
import { startSqs } from './sqs/start-sqs.js';

/** A broker to work with, ours or somebody else's. */
export interface ProvidedBroker {
  readonly url: string;
  /** Ours is stopped; one that was running before is left alone. */
  stop(): Promise<void>;
}

/** The redis of JQ_REDIS_URL, or one started now. */
export function provideRedis(): Promise<ProvidedBroker> {
  return provide(process.env['JQ_REDIS_URL'], startRedis);
}

/** The beanstalkd of JQ_BEANSTALKD_URL, or one started now. */
export function provideBeanstalkd(): Promise<ProvidedBroker> {
  return provide(process.env['JQ_BEANSTALKD_URL'], startBeanstalkd);
}

/** The gearmand of JQ_GEARMAN_URL, or one started now. */
export function provideGearmand(): Promise<ProvidedBroker> {
  return provide(process.env['JQ_GEARMAN_URL'], startGearmand);
}

/** The SQS of JQ_SQS_URL, or a test server started now. */
export function provideSqs(): Promise<ProvidedBroker> {
  return provide(process.env['JQ_SQS_URL'], startSqs);
}

async function provide(
  running: string | undefined,
  start: () => Promise<Broker>,
): Promise<ProvidedBroker> {
  if (running === undefined || running === '') return start();
  return { url: running, stop: async () => undefined };
}
