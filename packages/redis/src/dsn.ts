import { JobQueueError, shown } from '@jq/core/adapter';
import type { Address } from '@jq/core/tcp';
import type { RedisOptions as ConnectionOptions } from 'ioredis';

import type { RedisOptions } from './options.js';
import type { ClusterTarget } from './options.js';
import type { RedisDurability } from './supports.js';

const SECURE: Readonly<Record<string, boolean>> = {
  'redis:': false,
  'valkey:': false,
  'rediss:': true,
  'valkeys:': true,
};
const OPTIONS = ['prefix', 'durable', 'timeoutMs', 'cluster', 'sentinel', 'nodes'];

/**
 * `redis://user:password@host:6379/0?prefix=jq`, `rediss://` for TLS. Of a cluster:
 * `?cluster=true`; of sentinels: `?sentinel=<name of the master>`; further nodes of either:
 * `&nodes=host:port,host:port`.
 * @throws JobQueueError `invalid`, without any part of the DSN that may hold a password
 */
export function parseDsn(dsn: string): {
  target: ConnectionOptions | ClusterTarget;
  options: RedisOptions;
} {
  const url = urlOf(dsn);
  const secure = SECURE[url.protocol];
  if (secure === undefined) throw invalid(`scheme ${shown(url.protocol)}: use redis: or rediss:`);
  for (const name of url.searchParams.keys())
    if (!OPTIONS.includes(name))
      throw invalid(`unknown option ${shown(name)}; known are ${OPTIONS.join(', ')}`);
  const address = addressOf(url, url.searchParams.has('sentinel') ? 26_379 : 6379);
  const access = accessOf(url, secure);
  return { target: targetOf(url, address, access), options: optionsOf(url.searchParams) };
}

function urlOf(dsn: string): URL {
  try {
    return new URL(dsn);
  } catch {
    throw invalid('write it like redis://host:6379, passwords percent-encoded');
  }
}

function targetOf(
  url: URL,
  address: Address,
  access: ConnectionOptions,
): ConnectionOptions | ClusterTarget {
  const { searchParams } = url;
  const sentinel = searchParams.get('sentinel');
  const more = (searchParams.get('nodes') ?? '').split(',').filter((node) => node !== '');
  const nodes = [address, ...more.map((node) => addressOf(nodeUrl(node), address.port))];
  const db = dbOf(url);
  if (searchParams.get('cluster') === 'true') {
    if (db !== undefined) throw invalid('a cluster has no numbered databases');
    return { nodes, options: { redisOptions: access } };
  }
  const all = db === undefined ? access : { ...access, db };
  if (sentinel !== null) {
    // `rediss:` goes for the sentinels as well.
    const secured = access.tls === undefined ? {} : { sentinelTLS: access.tls };
    return { ...all, ...secured, sentinels: nodes, name: sentinel };
  }
  if (more.length > 0) throw invalid('nodes are for cluster=true or sentinel=<name>');
  return { ...all, ...address };
}

function optionsOf(params: URLSearchParams): RedisOptions {
  const prefix = params.get('prefix');
  const durable = params.get('durable');
  const timeoutMs = params.get('timeoutMs');
  return {
    ...(prefix === null ? {} : { prefix }),
    ...(durable === null ? {} : { durable: durable as RedisDurability }),
    ...(timeoutMs === null ? {} : { timeoutMs: Number(timeoutMs) }),
  };
}

function nodeUrl(node: string): URL {
  try {
    return new URL(`redis://${node}`);
  } catch {
    throw invalid('nodes: write them like host:port,host:port');
  }
}

function addressOf(url: URL, defaultPort: number): Address {
  return {
    // IPv6 addresses come in brackets.
    host: url.hostname.replaceAll(/^\[|\]$/g, '') || 'localhost',
    port: url.port === '' ? defaultPort : Number(url.port),
  };
}

function accessOf(url: URL, secure: boolean): ConnectionOptions {
  return {
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    ...(secure ? { tls: {} } : {}),
  };
}

function dbOf({ pathname }: URL): number | undefined {
  if (pathname === '' || pathname === '/') return undefined;
  if (/^\/\d{1,5}$/.test(pathname)) return Number(pathname.slice(1));
  throw invalid('after the port, only the number of a database may follow, such as /0');
}

const invalid = (message: string): JobQueueError =>
  new JobQueueError('invalid', `redis DSN: ${message}`);
