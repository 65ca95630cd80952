import { JobQueueError } from '@jq/core/adapter';

import type { RedisSettings } from '../options.js';
import type { RedisDurability } from '../supports.js';
import type { Link } from './link.js';

/** What was learned about a server when connecting. */
export interface ServerFacts {
  readonly version: readonly number[];
  /** It knows flags of scripts (redis 7 and its relatives). */
  readonly scriptFlags: boolean;
}

const STRENGTH: Readonly<Record<RedisDurability, number>> = {
  nothing: 0,
  'process-crash': 1,
  'power-loss': 2,
};
const OLDEST = [6, 2];

/**
 * Looks at a server's settings and warns of those that can lose tasks.
 * @throws JobQueueError `unsupported` if it keeps data less well than the option `durable` asserts
 */
export async function checkServer(link: Link, settings: RedisSettings): Promise<ServerFacts> {
  const info = fieldsOf(String(await link.command('info', [])));
  const version = (info.get('redis_version') ?? '0').split('.').map(Number);
  const warn = (problem: string): void => settings.onWarning(`@jq/redis: ${problem}`);
  if (isOlder(version))
    warn(`the server has version ${version.join('.')}; from ${OLDEST.join('.')} on it is tested`);
  const policy = info.get('maxmemory_policy') ?? '';
  if (policy.startsWith('allkeys'))
    warn(`maxmemory-policy is ${policy}, so the server may delete tasks; set it to noeviction`);
  await checkDurability(link, info, settings, warn);
  return { version, scriptFlags: (version[0] ?? 0) >= 7 };
}

async function checkDurability(
  link: Link,
  info: ReadonlyMap<string, string>,
  { durable, durableAsserted }: RedisSettings,
  warn: (problem: string) => void,
): Promise<void> {
  const actual = await durabilityOf(link, info);
  if (actual === undefined || STRENGTH[actual] >= STRENGTH[durable]) return;
  const problem =
    `durable is ${durable}, but the server keeps acknowledged tasks only as well as ${actual}: ` +
    (durable === 'power-loss'
      ? 'it needs appendonly yes and appendfsync always'
      : 'it needs appendonly yes');
  if (durableAsserted) throw new JobQueueError('unsupported', `@jq/redis: ${problem}`);
  warn(`${problem}; or say durable: 'nothing'`);
}

/** Undefined where the server does not say. */
async function durabilityOf(
  link: Link,
  info: ReadonlyMap<string, string>,
): Promise<RedisDurability | undefined> {
  const appendOnly = info.get('aof_enabled');
  if (appendOnly === undefined) return undefined;
  if (appendOnly === '0') return 'nothing';
  try {
    const config = (await link.command('config', ['GET', 'appendfsync'])) as Buffer[];
    return String(config[1]) === 'always' ? 'power-loss' : 'process-crash';
  } catch {
    // Hosted servers forbid CONFIG.
    return 'process-crash';
  }
}

function isOlder(version: readonly number[]): boolean {
  const [major = 0, minor = 0] = version;
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

function fieldsOf(info: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of info.split('\r\n')) {
    const at = line.indexOf(':');
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 1));
  }
  return fields;
}
