export { type BeanstalkdOptions, startBeanstalkd } from './beanstalkd/start-beanstalkd.js';
export { type FaultProxy, startFaultProxy } from './fault-proxy/fault-proxy.js';
export { type GearmandOptions, startGearmand } from './gearmand/start-gearmand.js';
export {
  provideBeanstalkd,
  provideGearmand,
  provideRedis,
  provideSqs,
  type ProvidedBroker,
} from './provide.js';
export { type RedisOptions, startRedis } from './redis/start-redis.js';
export { type RedisCluster, startRedisCluster } from './redis/start-redis-cluster.js';
export type { Broker } from './server/broker.js';
export * as sqsFaults from './sqs/faults/faults.js';
export { SqsFaultServer } from './sqs/faults/sqs-fault-server.js';
export { startSqs } from './sqs/start-sqs.js';
