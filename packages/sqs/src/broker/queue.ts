import {
  ChangeMessageVisibilityBatchCommand,
  type ChangeMessageVisibilityBatchRequestEntry,
  DeleteMessageBatchCommand,
  type DeleteMessageBatchRequestEntry,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-sqs';
import { Batcher, type BatcherOptions } from '@jq/core/adapter';

import type { Settings } from '../options.js';
import type { BrokerClock } from './broker-clock.js';
import type { SqsQueueInfo } from './queue-info.js';
import {
  type BatchAnswer,
  type SqsCommand,
  type Identified,
  MOST_ENTRIES,
  type RequestOptions,
  type Requests,
  type Verdict,
} from './requests.js';

/** A message to send. */
export type SendEntry = Omit<SendMessageBatchRequestEntry, 'Id'>;
/** A message that shall be hidden for so many seconds from now; 0 shows it at once. */
export type HideEntry = Omit<ChangeMessageVisibilityBatchRequestEntry, 'Id'>;
/** A message to delete, by its receipt. */
export type DeleteEntry = Omit<DeleteMessageBatchRequestEntry, 'Id'>;

/** What queues work with. */
export interface QueueParts {
  readonly requests: Requests;
  readonly settings: Settings;
}

/** An entry, and who waits for its verdict. */
interface Waiting<Entry> {
  readonly entry: Entry;
  readonly resolve: (verdict: Verdict) => void;
}

type Collect<Entry> = (entries: readonly Entry[]) => Promise<Verdict[]>;

const MOST_BYTES = 1_048_576;
// For standard queues: each request takes its time, and SQS keeps no order anyway.
const AT_ONCE = 8;

/**
 * One queue at SQS. Entries of one action that come together, or while enough requests are under
 * way, share a request; verdicts are by index.
 */
export class SqsQueue {
  /**
   * The name that core has for it: that of a queue, or of one of its bands, or of its held tasks.
   */
  readonly place: string;
  readonly info: SqsQueueInfo;
  readonly settings: Settings;
  readonly send: Collect<SendEntry>;
  /** DeleteEntry twice is deleting once. */
  readonly delete: Collect<DeleteEntry>;
  readonly hide: Collect<HideEntry>;
  readonly #requests: Requests;
  #warnedOfLast = false;

  constructor(place: string, info: SqsQueueInfo, { requests, settings }: QueueParts) {
    this.place = place;
    this.info = info;
    this.settings = settings;
    this.#requests = requests;
    const { url: QueueUrl, fifo } = info;
    this.send = this.#collect(
      // A FIFO queue tells a repetition by its deduplication id.
      { action: 'SendMessageBatch', once: !fifo },
      (Entries: Identified<SendEntry>[]) => new SendMessageBatchCommand({ QueueUrl, Entries }),
      {
        atOnce: fifo ? 1 : AT_ONCE,
        mostBytes: MOST_BYTES,
        bytesOf: ({ entry }) => Buffer.byteLength(entry.MessageBody ?? ''),
      },
    );
    this.delete = this.#collect(
      { action: 'DeleteMessageBatch' },
      (Entries: Identified<DeleteEntry>[]) => new DeleteMessageBatchCommand({ QueueUrl, Entries }),
      { lingerMs: settings.lingerMs },
    );
    this.hide = this.#collect(
      { action: 'ChangeMessageVisibilityBatch' },
      (Entries: Identified<HideEntry>[]) =>
        new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }),
    );
  }

  get clock(): BrokerClock {
    return this.#requests.clock;
  }

  async receive(input: Omit<ReceiveMessageCommandInput, 'QueueUrl'>): Promise<readonly Message[]> {
    const command = new ReceiveMessageCommand({ ...input, QueueUrl: this.info.url });
    const waitMs = (input.WaitTimeSeconds ?? 0) * 1000;
    const { Messages } = await this.#requests.ask(command, { action: 'ReceiveMessage', waitMs });
    return Messages ?? [];
  }

  /** SQS takes a task away that was given back to be received again; said once. */
  warnOfLast(taskId: string): void {
    if (this.#warnedOfLast) return;
    this.#warnedOfLast = true;
    const { name, maxReceives } = this.info;
    this.settings.onWarning(
      `task ${taskId} is given back, but SQS queue ${name} moves it to its dead-letter queue after ${maxReceives} receives: ` +
        'raise maxReceiveCount in its RedrivePolicy above the attempts of your tasks, or look for them there',
    );
  }

  #collect<
    Entry extends object,
    Input extends ServiceInputTypes,
    Output extends ServiceOutputTypes & BatchAnswer,
  >(
    request: RequestOptions,
    commandOf: (entries: Identified<Entry>[]) => SqsCommand<Input, Output>,
    options: BatcherOptions<Waiting<Entry>> = {},
  ): Collect<Entry> {
    const send = async (waiting: readonly Waiting<Entry>[]): Promise<void> => {
      const entries = waiting.map(({ entry }) => entry);
      const verdicts = await this.#requests.batch(entries, commandOf, request);
      for (const [index, { resolve }] of waiting.entries()) resolve(verdicts[index]);
    };
    const batcher = new Batcher(send, { most: MOST_ENTRIES, atOnce: AT_ONCE, ...options });
    return (entries) =>
      Promise.all(
        entries.map((entry) => new Promise<Verdict>((resolve) => batcher.add({ entry, resolve }))),
      );
  }
}
