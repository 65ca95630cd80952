import { JobQueueError } from '@jq/core/adapter';

import type { Settings } from '../options.js';
import { numberOf, valueOf } from './yaml.js';

/** What a server says about itself. */
export interface ServerFacts {
  readonly version: string;
  /** Different after each restart; undefined on servers that are too old to tell. */
  readonly instance: string | undefined;
  /** `-z`: the largest body with its header. */
  readonly maxJobBytes: number;
  /** `-b`: tasks survive a crash of the server. */
  readonly binlog: boolean;
  /** Tasks put since it started. */
  readonly totalJobs: number;
}

/** Reads a reply to `stats`. */
export function serverFacts(body: Buffer): ServerFacts {
  const text = body.toString('latin1');
  return {
    version: valueOf(text, 'version') ?? '',
    instance: valueOf(text, 'id'),
    maxJobBytes: numberOf(text, 'max-job-size'),
    binlog: numberOf(text, 'binlog-current-index') > 0,
    totalJobs: numberOf(text, 'total-jobs'),
  };
}

/** What is wrong with a server, if anything; warns of what is only not as declared. */
export type FactCheck = (name: string, facts: ServerFacts) => JobQueueError | undefined;

// kick-job, which unhold needs.
const OLDEST = [1, 10] as const;

/** Compares what servers say with what the adapter declares. Each warning once per server. */
export function checkFacts({ binlog, maxJobBytes, onWarning }: Settings): FactCheck {
  const warned = new Set<string>();
  const warn = (name: string, text: string): void => {
    if (warned.has(name + text)) return;
    warned.add(name + text);
    onWarning(`beanstalkd at ${name}: ${text}`);
  };
  return (name, facts) => {
    if (facts.maxJobBytes < maxJobBytes)
      warn(
        name,
        `max-job-size is ${facts.maxJobBytes}, less than the ${maxJobBytes} of maxJobBytes; larger tasks are refused`,
      );
    if (isOlder(facts.version))
      warn(name, `version ${facts.version} is older than ${OLDEST.join('.')}; update it`);
    if (!binlog || facts.binlog) return undefined;
    return new JobQueueError(
      'invalid',
      `beanstalkd at ${name} runs without -b, so tasks don't survive its crash: start it with -b, or leave binlog out`,
    );
  };
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}
