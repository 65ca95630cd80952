import { randomUUID } from 'node:crypto';

import { aborted, type CallOptions, fillIn, JobQueueError, type Results } from '@jq/core/adapter';
import type { Outgoing } from '@jq/core/emulations';

import type { SendEntry, SqsQueue } from './broker/queue.js';
import type { SqsQueues } from './broker/queues.js';
import { textOf } from './stored-task.js';

/** Sends what fits into its queue; a queue that was deleted is looked for again next time. */
export async function put(
  queues: SqsQueues,
  place: string,
  messages: readonly Outgoing[],
  { signal }: CallOptions = {},
): Promise<Results> {
  const queue = await queues.queue(place);
  if (signal?.aborted === true) throw aborted(signal);
  const entries = messages.map((message) => entryOf(queue, message));
  const verdicts = entries.map((entry) => (JobQueueError.is(entry) ? entry : undefined));
  await fillIn(
    verdicts,
    entries as readonly SendEntry[],
    (index) => verdicts[index] === undefined,
    queue.send,
  );
  return verdicts.map((verdict) =>
    JobQueueError.is(verdict, 'not-found') ? queues.deleted(queue, verdict) : verdict,
  );
}

function entryOf(queue: SqsQueue, { frame, delayMs }: Outgoing): SendEntry | JobQueueError {
  const { fifo, maxMessageBytes, name } = queue.info;
  // FIFO queues have no delays of single messages: who receives it early puts it back.
  const notBefore = fifo && delayMs > 0 ? Math.ceil(queue.clock.now() + delayMs) : frame.notBefore;
  const text = textOf(notBefore === undefined ? frame : { ...frame, notBefore });
  const bytes = Buffer.byteLength(text);
  if (bytes > maxMessageBytes)
    return new JobQueueError(
      'too-large',
      `task ${frame.id}: ${bytes} bytes with its header, SQS queue ${name} takes ${maxMessageBytes}: raise its ` +
        'MaximumMessageSize, or store the data elsewhere and put a reference to it',
    );
  return fifo
    ? { MessageBody: text, ...fifoFields(queue, frame.id) }
    : { MessageBody: text, DelaySeconds: Math.ceil(delayMs / 1000) };
}

function fifoFields(
  { settings }: SqsQueue,
  taskId: string,
): Pick<SendEntry, 'MessageGroupId' | 'MessageDeduplicationId'> {
  return {
    // Letters, digits and ASCII punctuation are allowed, which is what ids have.
    MessageGroupId: settings.group === 'queue' ? 'jq' : taskId,
    // New for each put and each copy: SQS would drop a second task of one id, also when the first
    // was completed.
    MessageDeduplicationId: randomUUID(),
  };
}
