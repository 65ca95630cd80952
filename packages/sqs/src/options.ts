import {
  BrokerNames,
  checkFlag,
  checkOptions,
  checkWhole,
  JobQueueError,
  type QueueNames,
  shown,
} from '@jq/core/adapter';
import { BAND_THRESHOLDS, checkThresholds } from '@jq/core/emulations';

import { physicalName, QUEUE_ARN, QUEUE_NAME, QUEUE_URL } from './queue-name.js';

/** Keys of AWS. */
export interface SqsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Everything may be left out. Times in milliseconds. */
export interface SqsOptions {
  /** Such as `eu-central-1`. Default: what the SDK finds in environment, profile or instance. */
  readonly region?: string;
  /** Another service that speaks SQS, such as a test server: `http://127.0.0.1:4566`. */
  readonly endpoint?: string;
  /**
   * Keys, or what gets them: it is asked at first use, when keys expire, and again after SQS has
   * refused those it gave. Default: the SDK's own chain (environment, profile, SSO, container,
   * instance).
   */
  readonly credentials?: SqsCredentials | (() => Promise<SqsCredentials>);
  /** First part of the name of each queue at SQS, with a `-` after it. */
  readonly prefix?: string;
  /**
   * Queues that are called otherwise at SQS, by jq's names: a name, an ARN (also of another
   * account), or a URL. `{ orders: 'arn:aws:sqs:eu-central-1:123456789012:shop-orders' }`. Queues
   * beside one are named like any other: `'orders-held'`, `'orders-p0'`.
   */
  readonly names?: QueueNames;
  /** FIFO queues instead of standard ones. Default false. */
  readonly fifo?: boolean;
  /**
   * Of FIFO queues: one message group per task, so that tasks run side by side; or one for the
   * whole queue, so that they come strictly one after the other. Default `'task'`.
   */
  readonly group?: 'task' | 'queue';
  /**
   * The last priority of each band but the last; each band is a queue at SQS, and costs its polls.
   * Default 340 and 682; none, `[]`, makes one queue without priorities.
   */
  readonly bands?: readonly number[];
  /** Whether to create queues that are missing. Default true; otherwise they must be there. */
  readonly create?: boolean;
  /**
   * Attributes of queues created, such as `KmsMasterKeyId`; those of queues that are there stay.
   */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Tags of queues created. */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Longest wait of one poll, and so of `close`; default 20000, 1000 … 20000. Shorter polls cost
   * more.
   */
  readonly pollMs?: number;
  /** Longest wait for one answer, beyond what a poll waits; default 5000. */
  readonly requestMs?: number;
  /** Longest time for one call, its repetitions included; default 10000. */
  readonly timeoutMs?: number;
  /** How long finished tasks may wait for others, to be deleted in one request; default 20. */
  readonly lingerMs?: number;
  /** The ttr of messages that other producers sent; default 60000. */
  readonly foreignTtrMs?: number;
  /** Hears about settings of queues that get in the way. Default: `process.emitWarning`. */
  readonly onWarning?: (message: string) => void;
}

type Optional = 'region' | 'endpoint' | 'credentials';
export type Settings = Required<Omit<SqsOptions, Optional | 'names'>> &
  Pick<SqsOptions, Optional> & { readonly names: BrokerNames };

const OPTIONS: readonly (keyof SqsOptions)[] = [
  'region',
  'endpoint',
  'credentials',
  'prefix',
  'names',
  'fifo',
  'group',
  'bands',
  'create',
  'attributes',
  'tags',
  'pollMs',
  'requestMs',
  'timeoutMs',
  'lingerMs',
  'foreignTtrMs',
  'onWarning',
];
const PREFIX = /^[A-Za-z0-9_-]{1,60}$/;
const REGION = /^[A-Za-z0-9-]{1,60}$/;
const GROUPS: readonly unknown[] = ['task', 'queue'];
/** SQS keeps messages no longer; held tasks are messages. */
const LONGEST_RETENTION_S = '1209600';

/** @throws JobQueueError `invalid` */
export function settingsOf(asked: SqsOptions): Settings {
  // A DSN is not shown: it may hold a secret.
  if (typeof asked === 'string')
    throw invalid('options are a text: use an object with region and so on; connect takes DSNs');
  const options = checkOptions('@jq/sqs', asked, OPTIONS);
  const { prefix = '', fifo = false, group = 'task', bands = BAND_THRESHOLDS } = options;
  if (prefix !== '' && !(typeof prefix === 'string' && PREFIX.test(prefix)))
    throw invalid(`prefix ${shown(prefix)}: use 1–60 letters, digits, "_" or "-"`);
  if (!GROUPS.includes(group)) throw invalid(`group ${shown(group)}: use "task" or "queue"`);
  if (!Array.isArray(bands)) throw invalid(`bands ${shown(bands)}: use an array of priorities`);
  if (bands.length > 0) checkThresholds(bands);
  const settings: Settings = {
    ...given(options),
    prefix,
    names: namesOf(options, { prefix, fifo }),
    fifo: flag('fifo', fifo),
    group,
    bands,
    create: flag('create', options.create ?? true),
    attributes: {
      MessageRetentionPeriod: LONGEST_RETENTION_S,
      ...texts('attributes', options.attributes),
    },
    tags: texts('tags', options.tags),
    pollMs: number('pollMs', options.pollMs, 20_000, 1000, 20_000),
    requestMs: number('requestMs', options.requestMs, 5000, 100, 60_000),
    timeoutMs: number('timeoutMs', options.timeoutMs, 10_000, 100, 600_000),
    lingerMs: number('lingerMs', options.lingerMs, 20, 0, 1000),
    foreignTtrMs: number('foreignTtrMs', options.foreignTtrMs, 60_000, 1000, 43_140_000),
    onWarning: callback(options.onWarning),
  };
  return settings;
}

function given({ region, endpoint, credentials }: SqsOptions): Pick<SqsOptions, Optional> {
  if (region !== undefined && !(typeof region === 'string' && REGION.test(region)))
    throw invalid(`region ${shown(region)}: write it like "eu-central-1"`);
  // Not shown: some write keys into it.
  if (endpoint !== undefined && !(/^https?:\/\//.test(endpoint) && URL.canParse(endpoint)))
    throw invalid('endpoint: write it like http://127.0.0.1:4566');
  if (credentials !== undefined && typeof credentials !== 'function') checkCredentials(credentials);
  return {
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
  };
}

/** Keys are never shown. @throws JobQueueError `invalid` */
export function checkCredentials(keys: unknown): asserts keys is SqsCredentials {
  const { accessKeyId, secretAccessKey } = (keys ?? {}) as Partial<SqsCredentials>;
  for (const [name, value] of Object.entries({ accessKeyId, secretAccessKey }))
    if (typeof value !== 'string' || value === '')
      throw invalid(
        `credentials: ${name} is ${value === undefined || value === '' ? 'missing' : `a ${typeof value}`}: use { accessKeyId, secretAccessKey }, or a function that gets them`,
      );
}

function namesOf(
  { names, region }: SqsOptions,
  queues: { readonly prefix: string; readonly fifo: boolean },
): BrokerNames {
  const { fifo } = queues;
  const takes = (name: string): boolean => {
    const arn = QUEUE_ARN.exec(name);
    const last = arn?.[3] ?? QUEUE_URL.exec(name)?.[1] ?? name;
    if (arn !== null && region !== undefined && arn[1] !== region) return false;
    return QUEUE_NAME.test(last) && last.endsWith('.fifo') === fifo;
  };
  const end = fifo ? ' that ends in .fifo' : '';
  return new BrokerNames(names, {
    what: '@jq/sqs',
    takes,
    hint: `use a name of SQS${end} (1–80 letters, digits, "_", "-"), an ARN in the region of the adapter, or a URL`,
    usual: (place) => physicalName(place, queues),
  });
}

function texts(name: string, value: unknown): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  const bad = isMap ? Object.entries(value).find(([, each]) => typeof each !== 'string') : [];
  if (bad === undefined) return value as Record<string, string>;
  const [key] = bad;
  throw invalid(
    `${key === undefined ? name : `${name}.${key}`}: use an object whose values are texts, such as { name: '1' }`,
  );
}

function callback(value: unknown): Settings['onWarning'] {
  if (value === undefined) return (text) => process.emitWarning(text, { code: 'JQ_SQS' });
  if (typeof value === 'function') return value as Settings['onWarning'];
  throw invalid(`onWarning ${shown(value)}: use a function`);
}

function number(
  name: string,
  value: number | undefined,
  standard: number,
  min: number,
  max: number,
): number {
  checkWhole(`@jq/sqs: ${name}`, value ?? standard, min, max);
  return value ?? standard;
}

function flag(name: string, value: boolean): boolean {
  checkFlag(`@jq/sqs: ${name}`, value);
  return value;
}

const invalid = (message: string): JobQueueError =>
  new JobQueueError('invalid', `@jq/sqs: ${message}`);
