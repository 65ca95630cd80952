import { checkOptions, checkWhole, JobQueueError, shown } from '@jq/core/adapter';
import type {
  Cluster,
  ClusterNode,
  ClusterOptions,
  Redis,
  RedisOptions as ConnectionOptions,
} from 'ioredis';

/**
 * Which server: a URL as for `connect`; ioredis' options of one server or of sentinels; the nodes
 * of a cluster with ioredis' options for it; or a client of ioredis. Of a client only its options
 * are taken, for connections of the adapter's own: it stays yours to use and to close.
 */
export type RedisTarget = string | ConnectionOptions | ClusterTarget | Redis | Cluster;

export interface ClusterTarget {
  /** Some of its nodes; the others are found through them. */
  readonly nodes: readonly ClusterNode[];
  readonly options?: ClusterOptions;
}

/** A target in options alone. */
export type PlainTarget = ConnectionOptions | ClusterTarget;

/** What a client of any copy of ioredis has. */
interface AnyClient {
  readonly options: ConnectionOptions & ClusterOptions;
  readonly isCluster?: boolean;
  readonly startupNodes?: readonly ClusterNode[];
}

const USE =
  'use a DSN such as redis://localhost:6379, options of ioredis such as { host, port }, ' +
  '{ nodes } of a cluster, or a client of ioredis';

/** Everything that ioredis takes for one connection. */
const CONNECTION_OPTIONS: readonly (keyof ConnectionOptions)[] = [
  ...(['host', 'port', 'path', 'username', 'password', 'db', 'tls', 'connectionName'] as const),
  ...(['family', 'keepAlive', 'noDelay', 'connectTimeout', 'disconnectTimeout'] as const),
  ...(['commandTimeout', 'blockingTimeout', 'blockingTimeoutGrace', 'socketTimeout'] as const),
  ...(['name', 'role', 'sentinels', 'sentinelUsername', 'sentinelPassword'] as const),
  ...(['sentinelRetryStrategy', 'sentinelReconnectStrategy', 'sentinelCommandTimeout'] as const),
  ...(['sentinelTLS', 'enableTLSForSentinelMode', 'sentinelMaxConnections'] as const),
  ...(['preferredSlaves', 'updateSentinels', 'failoverDetector', 'natMap'] as const),
  ...(['retryStrategy', 'reconnectOnError', 'maxRetriesPerRequest'] as const),
  ...(['maxLoadingRetryTime', 'lazyConnect', 'enableOfflineQueue', 'enableReadyCheck'] as const),
  ...(['enableAutoPipelining', 'autoPipeliningIgnoredCommands', 'offlineQueue'] as const),
  ...(['commandQueue', 'autoResubscribe', 'autoResendUnfulfilledCommands'] as const),
  ...(['readOnly', 'stringNumbers', 'protocol', 'replyMapping', 'monitor', 'scripts'] as const),
  ...(['disableClientInfo', 'clientInfoTag', 'Connector', 'keyPrefix'] as const),
  ...(['showFriendlyErrorStack', 'himportFieldsets'] as const),
];

const CLUSTER_OPTIONS: readonly (keyof ClusterOptions)[] = [
  ...(['clusterRetryStrategy', 'clusterNodeRetryStrategy', 'enableOfflineQueue'] as const),
  ...(['enableReadyCheck', 'scaleReads', 'maxRedirections', 'retryDelayOnFailover'] as const),
  ...(['retryDelayOnClusterDown', 'retryDelayOnTryAgain', 'retryDelayOnMoved'] as const),
  ...(['slotsRefreshTimeout', 'slotsRefreshInterval', 'shardedSubscribers'] as const),
  ...(['redisOptions', 'lazyConnect', 'useSRVRecords', 'resolveSrv', 'dnsLookup'] as const),
  ...(['natMap', 'enableAutoPipelining', 'autoPipeliningIgnoredCommands', 'scripts'] as const),
  ...(['keyPrefix', 'himportFieldsets'] as const),
];

/**
 * What to connect to, out of anything but a DSN.
 * @throws JobQueueError `invalid` for what is none of it, and for options nobody knows
 */
export function targetOf(given: Exclude<RedisTarget, string>): PlainTarget {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw invalid(`target ${Array.isArray(given) ? 'is an array' : shown(given)}: ${USE}`);
  if (isClient(given)) return checked(optionsOf(given));
  const target = given as PlainTarget;
  checkNames(target);
  return checked(target);
}

function checked(target: PlainTarget): PlainTarget {
  checkValues(target);
  return target;
}

export function isCluster(target: PlainTarget): target is ClusterTarget {
  return 'nodes' in target;
}

/** What errors may say about where the server is: never a password. */
export function placeOf(target: PlainTarget): string {
  if (isCluster(target)) return `redis cluster at ${target.nodes.map(nodeName).join(', ')}`;
  const { path, host = 'localhost', port = 6379, sentinels, name } = target;
  if (sentinels) return `redis "${name ?? ''}" of ${sentinels.length} sentinels`;
  return `redis at ${path ?? `${host}:${port}`}`;
}

function nodeName(node: ClusterNode): string {
  if (typeof node === 'number') return `localhost:${node}`;
  if (typeof node === 'string') return node.replace(/^.*@|^rediss?:\/\//, '');
  return `${node.host ?? 'localhost'}:${node.port ?? 6379}`;
}

/** Not by its class: a program may have another copy of ioredis. */
function isClient(given: object): given is AnyClient & object {
  return (
    'duplicate' in given &&
    typeof given.duplicate === 'function' &&
    'status' in given &&
    'options' in given &&
    typeof given.options === 'object'
  );
}

function optionsOf(client: AnyClient): PlainTarget {
  const { options, isCluster: ofNodes = false, startupNodes = [] } = client;
  return ofNodes ? { nodes: startupNodes, options } : options;
}

function checkNames(target: PlainTarget): void {
  const what = '@jq/redis: target';
  // As other queues on Redis take them.
  for (const name of ['url', 'connection'])
    if (name in target)
      throw invalid(
        `target: unknown option "${name}": give redis() what is in it, not an object around it`,
      );
  if (!isCluster(target)) {
    checkOptions(what, target, CONNECTION_OPTIONS);
    return;
  }
  checkOptions(what, target, ['nodes', 'options']);
  const { nodes, options = {} } = target;
  if (!Array.isArray(nodes) || nodes.length === 0)
    throw invalid('nodes: a list of at least one node of the cluster, such as [{ host, port }]');
  checkOptions(`${what}.options`, options, CLUSTER_OPTIONS);
  checkOptions(`${what}.options.redisOptions`, options.redisOptions ?? {}, CONNECTION_OPTIONS);
}

function checkValues(target: PlainTarget): void {
  const { keyPrefix } = isCluster(target) ? (target.options ?? {}) : target;
  const within = isCluster(target) ? target.options?.redisOptions?.keyPrefix : undefined;
  if (keyPrefix || within)
    throw invalid(
      'instead of keyPrefix, which would break the slots of a cluster, use the option prefix',
    );
  if (isCluster(target)) return;
  const { port, db, host } = target;
  if (port !== undefined && port !== null) checkWhole('@jq/redis: port', port, 1, 65_535);
  if (db !== undefined && db !== null) checkWhole('@jq/redis: db', db, 0, 99_999);
  if (host !== undefined && host !== null && typeof host !== 'string')
    throw invalid(`host ${shown(host)}: use a text such as 'localhost'`);
}

const invalid = (message: string): JobQueueError =>
  new JobQueueError('invalid', `@jq/redis: ${message}`);
