import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
} from '@aws-sdk/client-sqs';
import { JobQueueError } from '@jq/core/adapter';
import { isHeldPlace } from '@jq/core/emulations';

import { isMissing } from '../errors.js';
import type { Settings } from '../options.js';
import { infoOf, physicalName, type SqsQueueInfo } from './queue-info.js';
import type { Requests } from './requests.js';

/**
 * Finds queues at SQS by the names of ours, and creates those that are missing where that is
 * wanted.
 */
export class Directory {
  readonly #requests: Requests;
  readonly #settings: Settings;

  constructor(requests: Requests, settings: Settings) {
    this.#requests = requests;
    this.#settings = settings;
  }

  /** Whether SQS answers, and knows who we are. @throws JobQueueError `unavailable` */
  async check(): Promise<void> {
    await this.#urlOf(physicalName('jq-connection-check', this.#settings));
  }

  /**
   * The queue, created if need be. @throws JobQueueError `not-found` where it must exist and does
   * not
   */
  async queue(place: string): Promise<SqsQueueInfo> {
    const name = physicalName(place, this.#settings);
    const url = (await this.#urlOf(name)) ?? (await this.#create(place, name));
    return this.#info(name, url);
  }

  /** The queue if there is one. */
  async find(place: string): Promise<SqsQueueInfo | undefined> {
    const name = physicalName(place, this.#settings);
    const url = await this.#urlOf(name);
    return url === undefined ? undefined : this.#info(name, url);
  }

  async attributes(url: string): Promise<Readonly<Partial<Record<string, string>>>> {
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
    const answer = await this.#requests.ask(command, { action: 'GetQueueAttributes' });
    return answer.Attributes ?? {};
  }

  async #info(name: string, url: string): Promise<SqsQueueInfo> {
    const info = infoOf(name, url, await this.attributes(url), this.#settings);
    this.#warnOfRetention(info);
    return info;
  }

  /** Of a queue that was there before. */
  #warnOfRetention({ name, retentionMs }: SqsQueueInfo): void {
    const { attributes, onWarning } = this.#settings;
    const askedS = Number(attributes['MessageRetentionPeriod']);
    if (retentionMs >= askedS * 1000) return;
    const keptS = retentionMs / 1000;
    onWarning(
      `SQS queue ${name} deletes tasks after ${keptS} s, held ones too: raise its MessageRetentionPeriod to ${askedS}, or set ${keptS} in attributes`,
    );
  }

  async #urlOf(name: string): Promise<string | undefined> {
    const command = new GetQueueUrlCommand({ QueueName: name });
    try {
      const answer = await this.#requests.ask(command, { action: `GetQueueUrl ${name}` });
      return answer.QueueUrl;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async #create(place: string, name: string): Promise<string> {
    const { create, tags, fifo } = this.#settings;
    if (!create)
      throw new JobQueueError(
        'not-found',
        `SQS has no queue ${name}: create it, or set create to true`,
      );
    const command = new CreateQueueCommand({
      QueueName: name,
      Attributes: { ...this.#attributesOf(place), ...(fifo && { FifoQueue: 'true' }) },
      ...(Object.keys(tags).length > 0 && { tags }),
    });
    try {
      const answer = await this.#requests.ask(command, { action: `CreateQueue ${name}` });
      if (answer.QueueUrl !== undefined) return answer.QueueUrl;
    } catch (error) {
      // Somebody else created it meanwhile, with other attributes.
      const url = JobQueueError.is(error, 'invalid') ? await this.#urlOf(name) : undefined;
      if (url === undefined) throw error;
      return url;
    }
    throw JobQueueError.from(new Error(`no URL for queue ${name}`), 'SQS CreateQueue');
  }

  /** Looking at held tasks is receiving them, and must not send them to a dead-letter queue. */
  #attributesOf(place: string): Readonly<Record<string, string>> {
    const { RedrivePolicy, ...others } = this.#settings.attributes;
    return isHeldPlace(place) || RedrivePolicy === undefined
      ? others
      : { ...others, RedrivePolicy };
  }
}
