import { defineTask, type Handler, Queue, Worker, type WorkerEvents } from '@jq/core';
import { expect, test } from 'vitest';

import { type Connection, Stage } from './stage.js';

const strangers: Record<string, string> = {
  text: 'hello',
  json: '{"type":"order.created","id":7}',
  s3: JSON.stringify({ Records: [{ eventSource: 'aws:s3', s3: { object: { key: 'a.jpg' } } }] }),
  sns: JSON.stringify({ Type: 'Notification', TopicArn: 'arn:aws:sns:x', Message: 'hi' }),
  later: 'jqf99 {"id":"x"}\nbody of a later version',
  damaged: 'jqf1 {"id":',
};

async function sendAll(stage: Stage, bodies: readonly string[]): Promise<void> {
  await stage.ask('CreateQueue', { QueueName: 'q' });
  const QueueUrl = await stage.urlOf('q');
  for (const MessageBody of bodies) await stage.ask('SendMessage', { QueueUrl, MessageBody });
}

async function work(
  adapter: Connection,
  handlers: readonly Handler[],
  tasks: number,
): Promise<WorkerEvents['task.held'][]> {
  const held: WorkerEvents['task.held'][] = [];
  const worker = new Worker(new Queue('q', adapter), handlers, { limits: { tasks }, signals: [] });
  worker.on('task.held', (event) => held.push(event));
  await worker.run();
  return held;
}

const greet = defineTask<string>('greet');

test('messages of other producers are held with a reason, and ours go on', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect();
  await sendAll(stage, Object.values(strangers));
  await new Queue('q', adapter).add(greet, 'Ada');
  const greeted: string[] = [];
  const handler = greet.handle(({ data }) => void greeted.push(data));
  const held = await work(adapter, [handler], Object.keys(strangers).length + 1);
  expect(greeted).toEqual(['Ada']);
  expect(held).toHaveLength(6);
  for (const { reason } of held) expect(reason).toMatch(/envelope|JSON/);
  const shown = await adapter.peek('q', 'held', 10);
  const bodies = shown.map(({ body }) => Buffer.from(body).toString());
  expect(bodies.toSorted()).toEqual(Object.values(strangers).toSorted());
});

test('they keep their id and body when they are freed', async () => {
  const stage = await Stage.make();
  const adapter = stage.connect();
  await sendAll(stage, [strangers['s3'] ?? '']);
  const [first] = await work(adapter, [greet.handle(() => undefined)], 1);
  expect(await adapter.unhold('q', { max: 1 })).toBe(1);
  const [again] = await adapter.reserve(['q'], { max: 1, waitMs: 2000 });
  expect(again?.lease.taskId).toBe(first?.id);
  expect(again?.lease.ttrMs).toBe(60_000);
  expect(again?.attempts).toBe(2);
  expect(Buffer.from(again?.body ?? []).toString()).toBe(strangers['s3']);
});
