import { type ErrorCode, JobQueueError } from '@jq/core/adapter';

/** What an exception of the SDK means. */
export interface AwsFailure {
  /**
   * `refused`: by SQS, for now. `keys`: it refused the keys, and others may do. `passing`: it did
   * not happen, and may soon. `lost`: nobody knows whether it happened.
   */
  readonly kind: 'refused' | 'keys' | 'passing' | 'lost';
  readonly error: JobQueueError;
}

interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number };
}

type Verdict = readonly [AwsFailure['kind'], ErrorCode, string];

const OVER_LIMIT = 'OverLimit';
const KEYS = 'check credentials: they have expired, or are not those of this region and account';

/** By the name that SQS, or the SDK, gives an error; the first that fits counts. */
const BY_NAME: readonly (readonly [RegExp, Verdict])[] = [
  [/^OverLimit$/, ['refused', 'unavailable', 'too many messages of the queue are in flight']],
  [
    /Throttl|TooManyRequests|SlowDown|LimitExceeded/,
    ['passing', 'unavailable', 'throttled; try later'],
  ],
  // The SDK sets its clock by the date of this very answer.
  [
    /RequestTimeTooSkewed|RequestExpired|RequestInTheFuture|InvalidSignature/,
    ['keys', 'unavailable', 'check the clock of this machine, and the credentials'],
  ],
  [/NonExistentQueue|QueueDoesNotExist/, ['refused', 'not-found', 'there is no such queue']],
  [
    /QueueDeletedRecently/,
    ['refused', 'unavailable', 'deleted less than 60 s ago; try again after that'],
  ],
  [/ReceiptHandleIsInvalid|MessageNotInflight/, ['refused', 'lease-lost', 'the lease has ended']],
  [/^Kms/i, ['refused', 'unavailable', 'check the key of the encrypted queue, and who may use it']],
  [
    /ExpiredToken|TokenRefresh|Signature|ClientTokenId|UnrecognizedClient|InvalidSecurity|AccessKeyId|AuthFailure|AuthenticationToken|Credentials|TokenProvider/,
    ['keys', 'unavailable', KEYS],
  ],
  [
    /AccessDenied|NotAuthorized|Unauthorized|Forbidden|OptInRequired/,
    ['refused', 'unavailable', 'check the IAM permissions of these credentials'],
  ],
  [/TooLong|EntityTooLarge/, ['refused', 'too-large', 'over the limit of the queue']],
  [
    /UnknownOperation|InvalidAction|Serialization/,
    ['refused', 'invalid', 'the endpoint does not speak SQS with JSON'],
  ],
  [
    /^InternalError|^InternalFailure|^ServiceUnavailable/,
    ['passing', 'unavailable', 'the service failed'],
  ],
];

/** By the code that Node gives an error of the connection. */
const BY_CODE: readonly (readonly [RegExp, Verdict])[] = [
  [
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/,
    ['passing', 'unavailable', 'Is the endpoint or region right?'],
  ],
  // Nothing was sent before TLS was agreed on, and the next try will end the same.
  [
    /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|^EPROTO$|ERR_SSL/,
    ['refused', 'unavailable', 'no TLS with this endpoint: check its certificate and its scheme'],
  ],
  [
    /^(ECONNRESET|EPIPE|ETIMEDOUT|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE)$|^HPE_/,
    ['lost', 'unavailable', 'no answer, or not a whole one'],
  ],
];

/** Sorts what went wrong with a request. `doing` is its action. */
export function failureOf(value: unknown, doing: string): AwsFailure {
  if (JobQueueError.is(value)) return { kind: 'refused', error: value };
  const failed = (value ?? {}) as SdkError;
  const { code = '' } = failed;
  // `com.amazonaws.sqs#QueueDoesNotExist`, `AWS.SimpleQueueService.NonExistentQueue`
  const name = (failed.name ?? '').replace(/^.*[.#]/, '');
  const status = failed.$metadata?.httpStatusCode ?? failed.$response?.statusCode ?? 0;
  const [kind, is, text] =
    status > 0 ? answered(status, name, failed) : unanswered(name, code, failed.message ?? '');
  const what = [name === 'Error' ? '' : name, code, status > 0 ? `HTTP ${status}` : ''];
  const shown = what.filter((each) => each !== '').join(', ');
  const error = new JobQueueError(is, `SQS ${doing}: ${text} (${shown})`, {
    cause: bare(name, code),
  });
  return { kind, error };
}

/** What the failure of one entry of a batch means. SQS says so of this one: it was not done. */
export function entryFailure(
  entry: { readonly code: string; readonly message: string; readonly senderFault: boolean },
  doing: string,
): AwsFailure {
  const { code: name, message, senderFault } = entry;
  const failure = failureOf({ name, message, $metadata: { httpStatusCode: 400 } }, doing);
  if (senderFault || failure.error.code !== 'unexpected') return failure;
  const text = `SQS ${doing}: the service failed (${name})`;
  return { kind: 'passing', error: new JobQueueError('unavailable', text) };
}

/** Nothing is given while too many messages are in flight; only short polls are told. */
export function isOverLimit(error: unknown): boolean {
  return JobQueueError.is(error) && (error.cause as Error | undefined)?.message === OVER_LIMIT;
}

export function isMissing(error: unknown): boolean {
  return JobQueueError.is(error, 'not-found');
}

/** The HTTP status before the body: what stands between may answer in the place of SQS. */
function answered(status: number, name: string, { message = '' }: SdkError): Verdict {
  const unread = name === 'SyntaxError' || name === 'TypeError';
  if (!unread) {
    const found = BY_NAME.find(([names]) => names.test(name));
    if (found !== undefined) return found[1];
  }
  if (status === 429 || status === 503) return ['passing', 'unavailable', 'throttled; try later'];
  // A gateway's: SQS may have had the request.
  if (status >= 500) return ['lost', 'unavailable', 'the service failed'];
  if (unread) {
    // The parser's text: it met the beginning of HTML or XML.
    const isPage = /token '?</.test(message);
    if (isPage || status >= 300)
      return [
        status >= 300 ? 'refused' : 'passing',
        'unavailable',
        'this answer is not from SQS: look for a proxy in between, and at the endpoint',
      ];
    return ['lost', 'unavailable', 'the answer was cut, or is no JSON'];
  }
  if (/receipt handle has expired/i.test(message))
    return ['refused', 'lease-lost', 'the lease has ended'];
  if (/must be shorter than/i.test(message))
    return ['refused', 'too-large', 'over the limit of the queue'];
  if (status === 401 || status === 407) return ['keys', 'unavailable', KEYS];
  if (/^Invalid|^Unsupported|^Missing|^Malformed|^Validation|NameExists|AlreadyExists/.test(name))
    return ['refused', 'invalid', message.slice(0, 200)];
  return ['refused', 'unexpected', 'refused'];
}

function unanswered(name: string, code: string, message: string): Verdict {
  const found = BY_CODE.find(([codes]) => codes.test(code));
  if (found !== undefined) return found[1];
  if (name === 'TimeoutError' && /did not establish a connection/.test(message))
    return ['passing', 'unavailable', 'no connection in time. Is the endpoint or region right?'];
  if (name === 'TimeoutError' || name === 'AbortError' || /socket|aborted/i.test(message))
    return ['lost', 'unavailable', 'no answer'];
  // The SDK's own words for it, and no code.
  if (message === 'Region is missing')
    return [
      'refused',
      'invalid',
      'no region: name one, as in sqs://eu-central-1, or set AWS_REGION',
    ];
  return BY_NAME.find(([names]) => names.test(name))?.[1] ?? ['refused', 'unexpected', 'failed'];
}

// Messages about access may quote signed requests, and the SDK's exceptions carry whole ones,
// tokens included: only names and codes go on.
function bare(name: string, code: string): Error {
  const error = new Error([name, code].filter((each) => each !== '').join(' ') || 'unknown');
  error.stack = '';
  return error;
}
