import { numberOf, valueOf } from '../wire/yaml.js';

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
