/**
 * Stable reasons; each says what a caller can do about it. New ones may be added, none changes
 * meaning.
 */
export type ErrorCode =
  | 'aborted' // the caller's AbortSignal fired
  | 'already-settled' // another verb settled this lease first
  | 'ambiguous' // sent, no reply: it may or may not have happened
  | 'closed' // the adapter, queue or worker was closed
  | 'incomplete' // some tasks of an addAll were added, some not; `results` says which
  | 'invalid' // an argument, a DSN or stored data is not acceptable
  | 'lease-lost' // the lease lapsed or somebody else has the task now
  | 'not-found' // no such task or queue
  | 'time-limit' // a handler ran longer than its task allows
  | 'task-reserved' // a worker has it; only its lease may settle it
  | 'too-large' // the body is over the adapter's limit
  | 'unavailable' // the broker or disk can't do it now; trying later may help
  | 'unsupported' // this adapter, platform or format version can't do it
  | 'unexpected'; // a fault nobody foresaw; `cause` is always set

const brand: symbol = Symbol.for('@jq/error');

/** The only error class that jq throws. Tell kinds apart by `code`, never by message. */
export class JobQueueError extends Error {
  override readonly name = 'JobQueueError';
  readonly code: ErrorCode;
  /** Of a failed `addAll`: the id of each task that was added, or why it was not, by index. */
  declare readonly results?: readonly (string | JobQueueError)[];

  constructor(
    code: ErrorCode,
    message: string,
    options?: { cause?: unknown; results?: readonly (string | JobQueueError)[] },
  ) {
    super(message, options);
    this.code = code;
    if (options?.results !== undefined) this.results = options.results;
    Object.defineProperty(this, brand, { value: true });
  }

  /** True for errors of any installed copy of @jq/core; `instanceof` sees only its own. */
  static is(value: unknown, code?: ErrorCode): value is JobQueueError {
    if (typeof value !== 'object' || value === null || !(brand in value)) return false;
    return code === undefined || (value as JobQueueError).code === code;
  }

  /** Leaves a JobQueueError as it is; wraps anything else as `unexpected` with its cause. */
  static from(value: unknown, doing: string): JobQueueError {
    if (JobQueueError.is(value)) return value;
    return new JobQueueError('unexpected', `${doing}: ${messageOf(value)}`, { cause: value });
  }
}

/** What a thrown value says; never throws, whatever was thrown. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : String(error);
  } catch {
    return 'an object that cannot be shown as text';
  }
}

/**
 * An error on one line, for people. Foreign errors are named but not quoted: their messages may
 * hold task data or a password.
 */
export function errorLine(who: string, error: JobQueueError): string {
  const said = error.code === 'unexpected' ? foreign(error) : error.message;
  return `jq ${who}: ${error.code}: ${said}`.replaceAll(/\s+/g, ' ');
}

function foreign(error: JobQueueError): string {
  const [doing] = error.message.split(':', 1);
  const { cause } = error;
  if (!(cause instanceof Error)) return `${doing} failed`;
  const code = (cause as { code?: unknown }).code;
  const name = cause.constructor.name;
  return typeof code === 'string' ? `${doing} failed: ${name} ${code}` : `${doing} failed: ${name}`;
}
