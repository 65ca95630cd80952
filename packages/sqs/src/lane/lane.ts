import type { Frame } from '@jq/core/emulations';

import { askBatch, type BatchAnswer, type Identified, type Outcome } from '../client/batches.js';
import { Outbox } from '../client/outbox.js';
import type { Requests, Send } from '../client/requests.js';
import type { Settings } from '../options.js';
import type { QueueFacts } from '../queues/queue-facts.js';
import { deleting } from './deleting.js';
import { hiding } from './hiding.js';
import type { Receipt } from './receipt.js';
import { sending } from './sending.js';

/** A message on its way. */
export interface Letter {
  readonly text: string;
  readonly bytes: number;
  readonly delayS: number;
  readonly frame: Frame;
}

/** A message that shall be hidden for so long from now. */
export interface Hiding {
  readonly receipt: Receipt;
  readonly seconds: number;
}

/** What lanes work with. */
export interface LaneParts {
  readonly requests: Requests;
  readonly settings: Settings;
}

// For standard queues: each request takes its time, and SQS keeps no order anyway.
const AT_ONCE = 8;

/** One queue at SQS, and what is on its way there. */
export class Lane {
  /**
   * The name that core has for it: that of a queue, or of one of its bands, or of its held tasks.
   */
  readonly place: string;
  readonly facts: QueueFacts;
  readonly requests: Requests;
  readonly settings: Settings;
  readonly letters: Outbox<Letter>;
  readonly deletions: Outbox<Receipt>;
  readonly hidings: Outbox<Hiding>;
  #warnedOfLast = false;

  constructor(place: string, facts: QueueFacts, { requests, settings }: LaneParts) {
    this.place = place;
    this.facts = facts;
    this.requests = requests;
    this.settings = settings;
    this.letters = new Outbox({
      send: (letters) => this.#ask(sending(this, letters)),
      atOnce: facts.fifo ? 1 : AT_ONCE,
      lingerMs: 0,
      bytesOf: ({ bytes }) => bytes,
    });
    this.deletions = new Outbox({
      send: (receipts) => this.#ask(deleting(this, receipts)),
      atOnce: AT_ONCE,
      lingerMs: settings.lingerMs,
      bytesOf: () => 0,
    });
    this.hidings = new Outbox({
      send: (some) => this.#ask(hiding(this, some)),
      atOnce: AT_ONCE,
      lingerMs: 0,
      bytesOf: () => 0,
    });
  }

  get until(): number {
    return performance.now() + this.settings.timeoutMs;
  }

  /** SQS takes a task away that was given back to be received again; said once. */
  warnOfLast(taskId: string): void {
    if (this.#warnedOfLast) return;
    this.#warnedOfLast = true;
    const { name, maxReceives } = this.facts;
    this.settings.onWarning(
      `task ${taskId} is given back, but SQS queue ${name} moves it to its dead-letter queue after ${maxReceives} receives: ` +
        'raise maxReceiveCount in its RedrivePolicy above the attempts of your tasks, or look for them there',
    );
  }

  /** One time limit for the batch with all its repetitions. */
  #ask<Entry extends object>(call: BatchCall<Entry>): Promise<Outcome[]> {
    const { action, once, entries, send } = call;
    const asking = { action, once, until: this.until };
    return askBatch(entries, {
      ...asking,
      ask: (some) => this.requests.ask((client, limit) => send(client, limit, some), asking),
    });
  }
}

/** A batch, and how it is asked for. */
export interface BatchCall<Entry extends object> {
  /** Of the SDK's command, for messages. */
  readonly action: string;
  /** It happening twice would matter. */
  readonly once: boolean;
  readonly entries: readonly Entry[];
  readonly send: (
    ...args: [...Parameters<Send<BatchAnswer>>, some: readonly Identified<Entry>[]]
  ) => Promise<BatchAnswer>;
}
