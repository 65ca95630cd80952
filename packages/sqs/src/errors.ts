import { type ErrorCode, JobQueueError } from '@jq/core/adapter';

/** What an exception of the SDK means. */
export interface AwsFailure {
  /**
   * `refused`: by SQS, for good. `passing`: it did not happen, and may soon. `lost`: nobody knows
   * whether it happened.
   */
  readonly kind: 'refused' | 'passing' | 'lost';
  readonly error: JobQueueError;
}

interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const THROTTLED = /Throttl|TooManyRequests|SlowDown|LimitExceeded/;
const OVER_LIMIT = 'OverLimit';
/** No request had left. */
const UNSENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const BROKEN: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED']);
const LEASE_OVER: ReadonlySet<string> = new Set(['ReceiptHandleIsInvalid', 'MessageNotInflight']);
const ACCESS =
  /AccessDenied|Signature|ClientTokenId|UnrecognizedClient|ExpiredToken|Credentials|InvalidSecurity|OptInRequired|Kms/;

/** Sorts what went wrong with a request. `doing` is its action. */
export function failureOf(value: unknown, doing: string): AwsFailure {
  if (JobQueueError.is(value)) return { kind: 'refused', error: value };
  const { name = '', message = '', code = '', $metadata = {} } = (value ?? {}) as SdkError;
  const status = $metadata.httpStatusCode ?? 0;
  const failed = (kind: AwsFailure['kind'], is: ErrorCode, text: string): AwsFailure => ({
    kind,
    error: new JobQueueError(is, `SQS ${doing}: ${text}`, { cause: bare(name, code) }),
  });
  if (name === OVER_LIMIT)
    return failed('refused', 'unavailable', 'too many messages of the queue are in flight');
  if (THROTTLED.test(name) || status === 429 || status === 503)
    return failed('passing', 'unavailable', `throttled (${name || status}); try later`);
  if (status >= 500) return failed('passing', 'unavailable', `the service failed (${status})`);
  if (status >= 400) return refused(name, message, failed);
  if (UNSENT.has(code))
    return failed('passing', 'unavailable', `${code}. Is the endpoint or region right?`);
  if (
    name === 'TimeoutError' ||
    name === 'AbortError' ||
    BROKEN.has(code) ||
    /socket/i.test(message)
  )
    return failed('lost', 'unavailable', `no answer (${code || name})`);
  if (ACCESS.test(name)) return failed('refused', 'unavailable', accessText(name));
  // The SDK's own words for it, and no code.
  if (message === 'Region is missing')
    return failed(
      'refused',
      'invalid',
      'no region: name one, as in sqs://eu-central-1, or set AWS_REGION',
    );
  return failed('refused', 'unexpected', `${name} ${code}`.trim());
}

/** What the failure of one entry of a batch means. */
export function entryFailure(
  entry: { readonly code: string; readonly message: string; readonly senderFault: boolean },
  doing: string,
): AwsFailure {
  const { code: name, message, senderFault: ours } = entry;
  const status = ours && !THROTTLED.test(name) ? 400 : 500;
  return failureOf({ name, message, $metadata: { httpStatusCode: status } }, doing);
}

/** Nothing is given while too many messages are in flight; only short polls are told. */
export function isOverLimit(error: unknown): boolean {
  return JobQueueError.is(error) && (error.cause as Error | undefined)?.message === OVER_LIMIT;
}

export function isMissing(error: unknown): boolean {
  return JobQueueError.is(error, 'not-found');
}

function refused(
  name: string,
  message: string,
  failed: (kind: AwsFailure['kind'], is: ErrorCode, text: string) => AwsFailure,
): AwsFailure {
  const what = name.replace(/^.*[.#]/, '');
  if (/NonExistentQueue|QueueDoesNotExist/.test(what))
    return failed('refused', 'not-found', 'there is no such queue');
  if (LEASE_OVER.has(what) || /receipt handle has expired/i.test(message))
    return failed('refused', 'lease-lost', `the lease has ended (${what})`);
  if (ACCESS.test(what)) return failed('refused', 'unavailable', accessText(what));
  if (what === 'QueueDeletedRecently')
    return failed('refused', 'unavailable', 'deleted less than 60 s ago; try again after that');
  if (/TooLong/.test(what)) return failed('refused', 'too-large', 'over the limit of the queue');
  if (/^Invalid|^Unsupported|NameExists|AlreadyExists/.test(what))
    return failed('refused', 'invalid', `${what}: ${message.slice(0, 200)}`);
  return failed('refused', 'unexpected', what);
}

// Their messages may quote signed requests, tokens included.
const accessText = (name: string): string =>
  `${name}: check credentials, IAM permissions and the key of an encrypted queue`;

/** The SDK's own exceptions carry whole requests, signatures included. */
function bare(name: string, code: string): Error {
  const error = new Error([name, code].filter((each) => each !== '').join(' ') || 'unknown');
  error.stack = '';
  return error;
}
