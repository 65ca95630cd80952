import { startBeanstalkd } from './beanstalkd/start-beanstalkd.js';
import { startGearmand } from './gearmand/start-gearmand.js';
import { provideBinaries } from './install/binaries.js';
import { provideBeanstalkd, provideGearmand, provideRedis, provideSqs } from './provide.js';
import { startRedisCluster } from './redis/start-redis-cluster.js';
import { startRedis } from './redis/start-redis.js';

const USAGE = `npm run brokers -- <command>
  up       start one of each, print their URLs, run until Ctrl-C or SIGTERM
  install  install the brokers' programs if they are missing`;

/** Starts what a developer may want to try the adapters on. */
async function up(): Promise<void> {
  const started = await Promise.all([
    provideRedis(),
    startRedis({ appendOnly: 'everysec' }),
    startRedisCluster(),
    provideBeanstalkd(),
    startBeanstalkd({ binlog: 'everyFewMs' }),
    provideGearmand(),
    startGearmand({ persistent: true }),
    provideSqs(),
  ]);
  const [redis, appendOnly, cluster, beanstalkd, binlog, gearmand, persistent, sqs] = started;
  console.log(`export JQ_REDIS_URL=${redis.url}`);
  console.log(`export JQ_BEANSTALKD_URL=${beanstalkd.url}`);
  console.log(`export JQ_GEARMAN_URL=${gearmand.url}`);
  console.log(`export JQ_SQS_URL='${sqs.url}'`);
  console.log(`# redis, append-only    ${appendOnly.url}`);
  console.log(`# redis cluster         ${cluster.nodes.map(({ url }) => url).join(' ')}`);
  console.log(`# beanstalkd -b         ${binlog.url}`);
  console.log(`# gearmand, libsqlite3   ${persistent.url}`);
  console.log('# running until Ctrl-C or SIGTERM');
  const alive = setInterval(() => undefined, 2 ** 31 - 1);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
  clearInterval(alive);
  await Promise.all(started.map((one) => one.stop()));
}

const command = process.argv[2];
try {
  if (command === 'up') await up();
  else if (command === 'install') await provideBinaries(['redis-server', 'beanstalkd', 'gearmand']);
  else throw new Error(USAGE);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
