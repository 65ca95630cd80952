import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
} from '@aws-sdk/client-sqs';
import { JobQueueError } from '@jq/core/adapter';
import { isHeldPlace } from '@jq/core/emulations';

import { isMissing } from '../errors.js';
import type { Settings } from '../options.js';
import { physicalName, QUEUE_ARN, QUEUE_URL } from '../queue-name.js';
import { infoOf, type SqsQueueInfo } from './queue-info.js';
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
    const name = this.#settings.names.toBroker(place);
    const url = (await this.#urlOf(name)) ?? (await this.#create(place, name));
    return this.#info(name, url).catch((error: unknown) => {
      throw isMissing(error) ? missing(name, 'create it, or mend the option names') : error;
    });
  }

  /** The queue if there is one. */
  async find(place: string): Promise<SqsQueueInfo | undefined> {
    const name = this.#settings.names.toBroker(place);
    const url = await this.#urlOf(name);
    try {
      return url === undefined ? undefined : await this.#info(name, url);
    } catch (error) {
      // What was named by its URL was not asked for by name.
      if (isMissing(error)) return undefined;
      throw error;
    }
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

  /** Of a queue that is named, by its ARN or its URL, too. */
  async #urlOf(name: string): Promise<string | undefined> {
    if (QUEUE_URL.test(name)) return name;
    const [, , QueueOwnerAWSAccountId, QueueName = name] = QUEUE_ARN.exec(name) ?? [];
    const command = new GetQueueUrlCommand({
      QueueName,
      ...(QueueOwnerAWSAccountId !== undefined && { QueueOwnerAWSAccountId }),
    });
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
    if (QUEUE_ARN.test(name))
      throw missing(name, 'create it, or let its policy allow sqs:GetQueueUrl to this account');
    if (!create) throw missing(name, 'create it, or set create to true');
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

const missing = (name: string, what: string): JobQueueError =>
  new JobQueueError('not-found', `SQS has no queue ${name}: ${what}`);
