import { Cluster, type ClusterNode, Redis, type RedisOptions as ConnectionOptions } from 'ioredis';

import type { RedisSettings } from '../options.js';
import { credentialsOf, type Handshake, shakeHands } from './handshake.js';
import { type ClusterTarget, isCluster } from './target.js';

const LONGEST_PAUSE_MS = 2000;
const LONGEST_CONNECT_MS = 3000;

/**
 * ioredis' own handshake lets a connection go on whose AUTH, SELECT or CLIENT SETNAME was refused;
 * then tasks would go to another database, or be put by another user. So it is told nothing of
 * them, and `shakeHands` does it all.
 */
const NO_HANDSHAKE = {
  username: undefined,
  password: undefined,
  db: 0,
  connectionName: undefined,
  disableClientInfo: true,
  enableReadyCheck: false,
  readOnly: false,
  protocol: 2,
} as const satisfies ConnectionOptions;

/** A client, and what readies each of its connections. */
export interface Connection {
  readonly client: Redis | Cluster;
  readonly handshake: () => Promise<void>;
}

/** What it takes to connect. */
export interface Connecting {
  readonly target: ConnectionOptions | ClusterTarget;
  readonly place: string;
  readonly settings: RedisSettings;
  /** Connections to this target have worked. */
  readonly worked: () => boolean;
}

/**
 * A client that only carries: it connects once and sends nothing twice. `Link` does, as it knows
 * what may be repeated and when somebody stopped waiting.
 */
export function connectionTo(connecting: Connecting): Connection {
  const { target, settings } = connecting;
  if (isCluster(target)) return clusterOf(target, connecting);
  const client = new Redis({
    // Without its own switch ioredis would ignore `tls` behind sentinels, and send passwords in
    // the clear.
    enableTLSForSentinelMode: target.tls !== undefined,
    ...target,
    ...carrying(settings.timeoutMs),
    ...NO_HANDSHAKE,
  });
  return handshaken(client, handshakeOf(target, connecting));
}

/** Another connection to the same server, or to this node of a cluster. */
export function duplicateOf(node: Redis, connecting: Connecting): Connection {
  const { target, settings } = connecting;
  const options = isCluster(target) ? (target.options?.redisOptions ?? {}) : target;
  const client = node.duplicate({ ...carrying(settings.timeoutMs), ...NO_HANDSHAKE });
  return handshaken(client, handshakeOf(options, connecting));
}

/** Many clients of one server must not come back all at once. */
export function pauseMs(times: number): number {
  const longest = Math.min(50 * 2 ** Math.min(times - 1, 10), LONGEST_PAUSE_MS);
  return Math.ceil(longest * (0.5 + Math.random() / 2));
}

function handshaken(client: Redis, handshake: Handshake): Connection {
  return { client, handshake: () => shakeHands(client, handshake) };
}

function handshakeOf(
  { username, password, db, connectionName }: ConnectionOptions,
  { place, settings, worked }: Connecting,
): Handshake {
  // Clients of ioredis have null for what was not given.
  const given = { username: username ?? undefined, password: password ?? undefined };
  const credentials = settings.credentials ?? (() => given);
  return { place, credentials, db: db ?? 0, name: connectionName ?? 'jq', worked };
}

function carrying(timeoutMs: number) {
  return {
    lazyConnect: true,
    enableOfflineQueue: false,
    enableAutoPipelining: false,
    maxRetriesPerRequest: 0,
    connectTimeout: Math.min(timeoutMs, LONGEST_CONNECT_MS),
    disconnectTimeout: 100,
    retryStrategy: null,
    // The answer of a master that has become a replica; the address may lead to the new one by now.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
    // Numbers come as numbers, scores as bytes, whatever the rest of the program prefers.
    stringNumbers: false,
    replyMapping: 'legacy',
  } as const satisfies ConnectionOptions;
}

/** Nodes log in by ioredis' own handshake; one of them is tried before the first command. */
function clusterOf(target: ClusterTarget, connecting: Connecting): Connection {
  const { timeoutMs } = connecting.settings;
  const { redisOptions = {}, ...options } = target.options ?? {};
  const handshake = handshakeOf(redisOptions, connecting);
  const ofNodes = {
    ...redisOptions,
    ...carrying(timeoutMs),
    connectionName: handshake.name === '' ? undefined : handshake.name,
    disableClientInfo: true,
    protocol: 2 as const,
  };
  const login = async (): Promise<void> => {
    Object.assign(ofNodes, await credentialsOf(handshake));
  };
  const client = new LoggedInCluster(login, target.nodes as ClusterNode[], {
    slotsRefreshTimeout: timeoutMs,
    ...options,
    lazyConnect: true,
    enableAutoPipelining: false,
    scaleReads: 'master',
    // A node's connections are made on demand: what waits for one is no repetition.
    enableOfflineQueue: true,
    retryDelayOnFailover: 0,
    clusterRetryStrategy: pauseMs,
    redisOptions: ofNodes,
  });
  const tryOne = async (): Promise<void> => {
    const [node] = client.nodes('master');
    if (node !== undefined) await shakeHands(node, handshake);
  };
  return { client, handshake: tryOne };
}

/** Asks for the credentials before it connects, and again when it has lost a node. */
class LoggedInCluster extends Cluster {
  readonly #login: () => Promise<void>;
  #hadLogin = false;

  constructor(
    login: () => Promise<void>,
    nodes: ClusterNode[],
    options: ConstructorParameters<typeof Cluster<'legacy'>>[1],
  ) {
    super(nodes, options);
    this.#login = login;
    this.on('-node', () => void login().catch(() => undefined));
  }

  override async connect(): Promise<void> {
    try {
      await this.#login();
      this.#hadLogin = true;
    } catch (error) {
      this.emit('error', error);
      // With those of before, as nobody would call again.
      if (!this.#hadLogin) throw error;
    }
    await super.connect();
  }
}
