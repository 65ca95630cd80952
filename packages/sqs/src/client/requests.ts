import { setTimeout as sleep } from 'node:timers/promises';

import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { JobQueueError } from '@jq/core/adapter';

import type { Settings } from '../options.js';
import { BrokerClock } from './broker-clock.js';
import { type Failure, failureOf } from './failure.js';

/** One request of the SDK, with its time limit. */
export type Send<Output> = (
  client: SQSClient,
  limit: { readonly requestTimeout: number },
) => Promise<Output>;

export interface Asking {
  /** Of the SDK's command, for messages. */
  readonly action: string;
  /** Repetitions end at this time of `performance.now()`; one try is always made. */
  readonly until: number;
  /** How long SQS may wait before it answers. */
  readonly waitMs?: number;
  /** It happening twice would matter. */
  readonly once?: boolean;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;

/**
 * Asks SQS: each request has a time limit, and what fails in passing is repeated with growing,
 * random pauses.
 */
export class Requests {
  readonly clock: BrokerClock = new BrokerClock();
  readonly #client: SQSClient;
  readonly #requestMs: number;

  constructor(settings: Settings) {
    this.#requestMs = settings.requestMs;
    this.#client = new SQSClient(configOf(settings));
    this.#client.middlewareStack.add(
      (next) => async (args) => {
        const askedAt = Date.now();
        const answer = await next(args);
        const { headers } = answer.response as { headers?: Record<string, string> };
        this.clock.note(headers?.['date'], askedAt, Date.now());
        return answer;
      },
      { step: 'deserialize', name: 'jqBrokerClock', priority: 'low' },
    );
  }

  /**
   * @throws JobQueueError what SQS said; `unavailable`; `ambiguous` where it happening twice would
   * matter and it may have
   */
  async ask<Output>(send: Send<Output>, asking: Asking): Promise<Output> {
    let lost = false;
    for (let tries = 0; ; tries += 1) {
      try {
        const requestTimeout = this.#requestMs + (asking.waitMs ?? 0);
        return await send(this.#client, { requestTimeout });
      } catch (error) {
        const failure = failureOf(error, asking.action);
        lost ||= failure.kind === 'lost';
        const pauseMs = pauseAfter(tries);
        if (failure.kind === 'refused') throw failure.error;
        if (performance.now() + pauseMs >= asking.until) throw final(failure, asking, lost);
        await sleep(pauseMs);
      }
    }
  }

  close(): void {
    this.#client.destroy();
  }
}

/** Full jitter: many clients that were throttled together come back apart. */
export function pauseAfter(tries: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
}

function final({ error }: Failure, { action, once }: Asking, lost: boolean): JobQueueError {
  if (!lost || once !== true) return error;
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
    ...(credentials !== undefined && { credentials }),
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
