import { JobQueueError, type QueryKinds, queryOptions, shown } from '@jq/core/adapter';
import { type Address, parseServer } from '@jq/core/tcp';
import type { RedisOptions as ConnectionOptions } from 'ioredis';

import type { ClusterTarget } from './broker/target.js';
import type { RedisOptions } from './options.js';

const SECURE: Readonly<Record<string, boolean>> = {
  redis: false,
  valkey: false,
  rediss: true,
  valkeys: true,
};
const KINDS: QueryKinds = {
  flags: ['cluster'],
  numbers: ['timeoutMs', 'db'],
  texts: ['prefix', 'durable', 'sentinel', 'nodes'],
  maps: ['names'],
};
/** Scheme, user and password, servers, path, options. */
const DSN = /^([a-z]+):\/\/(?:([^/?#]*)@)?([^/?#@]*)([^?#]*)(?:\?([^#]*))?(#.*)?$/i;

/** What the query says of where to connect; the rest are options of the adapter. */
interface Whereabouts {
  readonly cluster?: boolean;
  readonly db?: number;
  readonly sentinel?: string;
  readonly nodes?: string;
}

/**
 * `redis://user:password@host:6379/0?prefix=jq`, `rediss://` for TLS. Of a cluster:
 * `?cluster=true`; of sentinels: `?sentinel=<name of the master>`; further nodes of either:
 * `&nodes=host:port,host:port`. Of a unix socket: `redis:///path/to/redis.sock?db=0`.
 * @throws JobQueueError `invalid`, without any part of the DSN that may hold a password
 */
export function parseDsn(dsn: string): {
  target: ConnectionOptions | ClusterTarget;
  options: RedisOptions;
} {
  const [, scheme = '', login, servers, path = '', query = '', fragment] = DSN.exec(dsn) ?? [];
  if (servers === undefined) throw invalid('write it like redis://host:6379');
  const secure = Object.hasOwn(SECURE, scheme) ? SECURE[scheme] : undefined;
  if (secure === undefined) throw invalid(`scheme ${shown(scheme)}: use redis: or rediss:`);
  if (`${path}${query}${fragment ?? ''}`.includes('@'))
    throw invalid(
      'an "@" follows after "/", "?" or "#": in user and password, and in options, write ' +
        '"/" as %2F, "?" as %3F, "#" as %23 and "@" as %40',
    );
  if (fragment !== undefined) throw invalid('nothing may follow after "#"; write it %23');
  const { cluster, db, sentinel, nodes, ...options } = queryOptions(query, KINDS, invalid);
  const where = { cluster, db, sentinel, nodes } as Whereabouts;
  const access = { ...loginOf(login), ...(secure ? { tls: {} } : {}) };
  const target =
    servers === '' && path.length > 1 && !/^\/\d+$/.test(path)
      ? socketTarget(path, access, where)
      : serverTarget(servers, path, access, where);
  return { target, options };
}

function serverTarget(
  servers: string,
  path: string,
  access: ConnectionOptions,
  { cluster = false, db: misplaced, sentinel, nodes: more }: Whereabouts,
): ConnectionOptions | ClusterTarget {
  if (misplaced !== undefined)
    throw invalid('db is for unix sockets; write the database after the port, such as /0');
  const port = sentinel === undefined ? 6379 : 26_379;
  const [first] = addressesOf(servers || 'localhost', port);
  if (first === undefined || servers.includes(','))
    throw invalid('name one server; further ones of a cluster or sentinels with nodes=');
  const nodes = [first, ...(more ? addressesOf(more, first.port) : [])];
  const db = databaseOf(path);
  if (cluster) {
    if (db !== undefined) throw invalid('a cluster has no numbered databases');
    if (sentinel !== undefined) throw invalid('cluster and sentinel exclude each other');
    return { nodes, options: { redisOptions: access } };
  }
  const all = db === undefined ? access : { ...access, db };
  if (sentinel !== undefined) {
    // `rediss:` goes for the sentinels as well.
    const secured = access.tls === undefined ? {} : { sentinelTLS: access.tls };
    return { ...all, ...secured, sentinels: nodes, name: sentinel };
  }
  if (more !== undefined) throw invalid('nodes are for cluster=true or sentinel=<name>');
  return { ...all, ...first };
}

function socketTarget(
  path: string,
  access: ConnectionOptions,
  { cluster, db, sentinel, nodes }: Whereabouts,
): ConnectionOptions {
  if (cluster !== undefined || sentinel !== undefined || nodes !== undefined || access.tls)
    throw invalid('rediss, cluster, sentinel and nodes need a host; a unix socket is one server');
  return { ...access, path: decoded('the path', path), ...(db === undefined ? {} : { db }) };
}

function addressesOf(text: string, port: number): readonly Address[] {
  return text.split(',').map((server) => {
    // It may be half of a password: then nothing of it is shown.
    if (/:[^:\]]*[^:\d\]][^:\]]*$/.test(server))
      throw invalid('after host and ":" follows no port; write ":" in a password as %3A');
    return parseServer(server, port, 'redis');
  });
}

function loginOf(login: string | undefined): ConnectionOptions {
  if (login === undefined) return {};
  const at = login.includes(':') ? login.indexOf(':') : login.length;
  const [username, password] = [login.slice(0, at), login.slice(at + 1)];
  return {
    ...(username === '' ? {} : { username: decoded('the user name', username) }),
    ...(password === '' ? {} : { password: decoded('the password', password) }),
  };
}

function decoded(what: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid(`${what} has a "%" that begins no code: write "%" as %25`);
  }
}

function databaseOf(path: string): number | undefined {
  if (path === '' || path === '/') return undefined;
  if (/^\/\d{1,5}$/.test(path)) return Number(path.slice(1));
  throw invalid('after the port, only the number of a database may follow, such as /0');
}

const invalid = (message: string): JobQueueError =>
  new JobQueueError('invalid', `redis DSN: ${message}`);
