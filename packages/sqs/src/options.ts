import { checkFlag, checkWhole, JobQueueError, shown } from '@jq/core/adapter';
import { BAND_THRESHOLDS, checkThresholds } from '@jq/core/emulations';

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
   * Keys, or what gets them. Default: the SDK's own chain (environment, profile, SSO, container,
   * instance).
   */
  readonly credentials?: SqsCredentials | (() => Promise<SqsCredentials>);
  /** First part of the name of each queue at SQS, with a `-` after it. */
  readonly prefix?: string;
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
export type Settings = Required<Omit<SqsOptions, Optional>> & Pick<SqsOptions, Optional>;

const PREFIX = /^[A-Za-z0-9_-]{1,60}$/;
const GROUPS: readonly unknown[] = ['task', 'queue'];
/** SQS keeps messages no longer; held tasks are messages. */
const LONGEST_RETENTION_S = '1209600';

/** @throws JobQueueError `invalid` */
export function settingsOf(options: SqsOptions): Settings {
  const { prefix = '', fifo = false, group = 'task', bands = BAND_THRESHOLDS } = options;
  if (prefix !== '' && !PREFIX.test(prefix))
    throw invalid(`prefix ${shown(prefix)}: use 1–60 letters, digits, "_" or "-"`);
  if (!GROUPS.includes(group)) throw invalid(`group ${shown(group)}: use "task" or "queue"`);
  if (bands.length > 0) checkThresholds(bands);
  const settings: Settings = {
    ...given(options),
    prefix,
    fifo: flag('fifo', fifo),
    group,
    bands,
    create: flag('create', options.create ?? true),
    attributes: { MessageRetentionPeriod: LONGEST_RETENTION_S, ...options.attributes },
    tags: options.tags ?? {},
    pollMs: number('pollMs', options.pollMs, 20_000, 1000, 20_000),
    requestMs: number('requestMs', options.requestMs, 5000, 100, 60_000),
    timeoutMs: number('timeoutMs', options.timeoutMs, 10_000, 100, 600_000),
    lingerMs: number('lingerMs', options.lingerMs, 20, 0, 1000),
    foreignTtrMs: number('foreignTtrMs', options.foreignTtrMs, 60_000, 1000, 43_140_000),
    onWarning: options.onWarning ?? ((text) => process.emitWarning(text, { code: 'JQ_SQS' })),
  };
  return settings;
}

function given({ region, endpoint, credentials }: SqsOptions): Pick<SqsOptions, Optional> {
  if (endpoint !== undefined && !(/^https?:\/\//.test(endpoint) && URL.canParse(endpoint)))
    throw invalid('endpoint: write it like http://127.0.0.1:4566');
  return {
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
  };
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
