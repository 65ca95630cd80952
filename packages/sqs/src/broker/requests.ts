import {
  type $Command,
  type ServiceInputTypes,
  type ServiceOutputTypes,
  SQSClient,
  type SQSClientConfig,
  type SQSClientResolvedConfig,
} from '@aws-sdk/client-sqs';
import { JobQueueError, messageOf, sleep, systemClock } from '@jq/core/adapter';

import { type AwsFailure, entryFailure, failureOf } from '../errors.js';
import { checkCredentials, type Settings, type SqsCredentials } from '../options.js';
import { BrokerClock } from './broker-clock.js';

/** A request of the SDK. */
export type SqsCommand<
  Input extends ServiceInputTypes,
  Output extends ServiceOutputTypes,
> = $Command<Input, Output, SQSClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes>;

/** How one request is made. */
export interface RequestOptions {
  /** Of the SDK's command, for messages. */
  readonly action: string;
  /** How long SQS may wait before it answers; this is added to the time of the call. */
  readonly waitMs?: number;
  /** It happening twice would matter: without an answer, the error is `ambiguous`. */
  readonly once?: boolean;
}

/** What became of one entry of a batch: undefined where SQS did it. */
export type Verdict = JobQueueError | undefined;

/** What SQS answers to a batch: HTTP 200 says nothing about its entries. */
export interface BatchAnswer {
  readonly Successful?: readonly { readonly Id: string | undefined }[] | undefined;
  readonly Failed?:
    | readonly {
        readonly Id: string | undefined;
        readonly Code: string | undefined;
        readonly Message?: string | undefined;
        readonly SenderFault: boolean | undefined;
      }[]
    | undefined;
}

/** An entry by whose id its answer is told. */
export type Identified<Entry> = Entry & { readonly Id: string };

/** Messages of one request, in either direction; SQS' own limit. */
export const MOST_ENTRIES = 10;

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;

/**
 * Asks SQS: each request has a time limit, and what fails in passing is repeated with growing,
 * random pauses until the time of the call is over.
 */
export class Requests {
  readonly clock: BrokerClock = new BrokerClock();
  readonly #settings: Settings;
  #client: SQSClient;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#client = this.#make(configOf(settings));
  }

  /**
   * @throws JobQueueError what SQS said; `unavailable`; `ambiguous` where it happening twice would
   * matter and it may have
   */
  ask<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    command: SqsCommand<Input, Output>,
    options: RequestOptions,
  ): Promise<Output> {
    return this.#ask(command, options, this.#until(options));
  }

  /**
   * Sends a batch until each of its entries has a verdict, all within the time of one call; those
   * that failed in passing are sent again by themselves. Never rejects.
   */
  async batch<
    Entry extends object,
    Input extends ServiceInputTypes,
    Output extends ServiceOutputTypes & BatchAnswer,
  >(
    entries: readonly Entry[],
    commandOf: (entries: Identified<Entry>[]) => SqsCommand<Input, Output>,
    request: RequestOptions,
  ): Promise<Verdict[]> {
    const until = this.#until(request);
    const verdicts: Verdict[] = entries.map(() => undefined);
    let open = entries.map((entry, index) => ({ ...entry, Id: String(index) }));
    for (let tries = 0; ; tries += 1) {
      let answer: BatchAnswer;
      try {
        answer = await this.#ask(commandOf(open), request, until);
      } catch (error) {
        const failure = JobQueueError.from(error, `SQS ${request.action}`);
        for (const { Id } of open) verdicts[Number(Id)] = failure;
        return verdicts;
      }
      open = open.filter(({ Id }) => {
        const { verdict, passing } = verdictOf(Id, answer, request);
        verdicts[Number(Id)] = verdict;
        return passing;
      });
      const pauseMs = pauseAfter(tries);
      if (open.length === 0 || systemClock.monotonic() + pauseMs >= until) return verdicts;
      await sleep(systemClock, pauseMs, undefined);
    }
  }

  close(): void {
    this.#client.destroy();
  }

  #make(config: SQSClientConfig): SQSClient {
    const client = new SQSClient(config);
    client.middlewareStack.add(
      (next) => async (args) => {
        const askedAt = systemClock.now();
        const answer = await next(args);
        const { headers } = answer.response as { headers?: Record<string, string> };
        this.clock.note(headers?.['date'], askedAt, systemClock.now());
        return answer;
      },
      { step: 'deserialize', name: 'jqBrokerClock', priority: 'low' },
    );
    return client;
  }

  /**
   * The SDK keeps keys that do not say when they expire: only a new client asks for them anew. It
   * goes on with the connections, and with what the old one learned about SQS' clock.
   */
  #renew(refused: SQSClient): void {
    if (refused !== this.#client) return;
    const { requestHandler, systemClockOffset } = refused.config;
    this.#client = this.#make({ ...configOf(this.#settings), requestHandler, systemClockOffset });
  }

  #until({ waitMs = 0 }: RequestOptions): number {
    return systemClock.monotonic() + this.#settings.timeoutMs + waitMs;
  }

  /** Repetitions end at `until`; one try is always made. */
  async #ask<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    command: SqsCommand<Input, Output>,
    options: RequestOptions,
    until: number,
  ): Promise<Output> {
    const requestTimeout = this.#settings.requestMs + (options.waitMs ?? 0);
    let lost = false;
    let renewed = false;
    for (let tries = 0; ; tries += 1) {
      const client = this.#client;
      try {
        return await client.send(command, { requestTimeout });
      } catch (error) {
        const failure = failureOf(error, options.action);
        lost ||= failure.kind === 'lost';
        const again: boolean = failure.kind === 'keys' && !renewed;
        if (failure.kind === 'keys') this.#renew(client);
        renewed ||= again;
        const pauseMs = again ? 0 : pauseAfter(tries);
        const ends = failure.kind === 'refused' || (failure.kind === 'keys' && !again);
        if (ends || systemClock.monotonic() + pauseMs >= until) throw final(failure, options, lost);
        await sleep(systemClock, pauseMs, undefined);
      }
    }
  }
}

/** Full jitter: many clients that were throttled together come back apart. */
function pauseAfter(tries: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
}

function verdictOf(
  id: string,
  { Successful: good = [], Failed: bad = [] }: BatchAnswer,
  { action, once = false }: RequestOptions,
): { readonly verdict: Verdict; readonly passing: boolean } {
  if (good.some(({ Id }) => Id === id)) return { verdict: undefined, passing: false };
  const failed = bad.find(({ Id }) => Id === id);
  if (failed === undefined) {
    const text = `SQS ${action}: the answer to a batch left this entry out`;
    const verdict = new JobQueueError(once ? 'ambiguous' : 'unavailable', text);
    return { verdict, passing: !once };
  }
  const { Code: code = '', Message: message = '', SenderFault: senderFault = false } = failed;
  const { kind, error } = entryFailure({ code, message, senderFault }, action);
  return { verdict: error, passing: kind === 'passing' };
}

function final(
  { error }: AwsFailure,
  { action, once = false }: RequestOptions,
  lost: boolean,
): JobQueueError {
  if (!lost || !once) return error;
  return new JobQueueError(
    'ambiguous',
    `SQS ${action}: sent, and no answer came; it may or may not have happened`,
    { cause: error },
  );
}

function configOf(settings: Settings): SQSClientConfig {
  const { region, endpoint, credentials, requestMs } = settings;
  return {
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && {
      credentials: typeof credentials === 'function' ? () => keysFrom(credentials) : credentials,
    }),
    maxAttempts: 1,
    // One message with a wrong sum would lose the nine received with it; the connection has sums of
    // its own.
    md5: false,
    requestHandler: {
      connectionTimeout: requestMs,
      throwOnRequestTimeout: true,
      socketAcquisitionWarningTimeout: 2 ** 30,
      httpAgent: { keepAlive: true, maxSockets: Infinity },
      httpsAgent: { keepAlive: true, maxSockets: Infinity },
    },
  };
}

/** Of a function of the user's. What it throws may hold keys, so only its kind is told. */
async function keysFrom(get: () => Promise<SqsCredentials>): Promise<SqsCredentials> {
  let keys: unknown;
  try {
    keys = await get();
  } catch (error) {
    const kind = error instanceof Error ? error.name : typeof error;
    throw new JobQueueError('unavailable', `@jq/sqs: the function credentials threw (${kind})`);
  }
  try {
    checkCredentials(keys);
    return keys;
  } catch (error) {
    // Not `invalid`: the next answer of the function may be right.
    throw new JobQueueError('unavailable', `what the function gave: ${messageOf(error)}`);
  }
}
