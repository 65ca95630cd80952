import {
  isQueueName,
  JobQueueError,
  type QueueStats,
  type Results,
  shown,
  taskNotFound,
  taskReserved,
  type TaskState,
  type TaskView,
  type UnholdSelection,
} from '@jq/core/adapter';

import type { Server } from './broker/server.js';
import { slicesOf } from './broker/slices.js';
import { bodyOf, endsOf, idOf, priorityOf, ttrOf } from './broker/stored-task.js';
import { supports } from './supports.js';

const DONE = 48; // '0'
const RESERVED = 50; // '2'

/** Frees held tasks; answers how many. */
export async function unhold(
  server: Server,
  queue: string,
  which: UnholdSelection,
): Promise<number> {
  let freed = 0;
  if ('ids' in which) {
    for (const slice of slicesOf(which.ids))
      freed += Number(await server.run('unhold', queue, ['', ...slice]));
    return freed;
  }
  while (freed < which.max) {
    const most = Math.min(which.max - freed, supports.maxBatch);
    const count = Number(await server.run('unhold', queue, [String(most)]));
    freed += count;
    if (count < most) break;
  }
  return freed;
}

export async function remove(
  server: Server,
  queue: string,
  ids: readonly string[],
): Promise<Results> {
  const results: (JobQueueError | undefined)[] = [];
  for (const slice of slicesOf(ids)) {
    const sending = { times: 0 };
    const verdicts = (await server.run('remove', queue, [...slice], { sending })) as Buffer;
    slice.forEach((id, i) => results.push(removal(id, verdicts[i] ?? DONE, sending.times > 1)));
  }
  return results;
}

function removal(id: string, verdict: number, repeated: boolean): JobQueueError | undefined {
  if (verdict === DONE) return undefined;
  if (verdict === RESERVED) return taskReserved(id);
  return repeated
    ? new JobQueueError(
        'ambiguous',
        `task ${shown(id)}: an earlier request got no answer and the task is not in this queue now; it may have been removed`,
      )
    : taskNotFound(id);
}

/** Deletes all tasks of one state, or of all that may be purged; answers how many. */
export async function purge(
  server: Server,
  queue: string,
  state: TaskState | undefined,
): Promise<number> {
  let deleted = 0;
  for (const each of state === undefined ? supports.purge : [state])
    for (let more = 1; more === 1;) {
      const [count, again] = (await server.run('purge', queue, [each])) as [number, number];
      deleted += count;
      more = again;
    }
  return deleted;
}

export async function pause(server: Server, queue: string, forMs: number): Promise<void> {
  await server.run('pause', queue, [String(forMs)]);
}

export async function stats(server: Server, queue: string): Promise<QueueStats> {
  const counts = (await server.run('stats', queue, [])) as number[];
  const [all = 0, delayed = 0, reserved = 0, held = 0, paused = 0] = counts;
  return { ready: all - delayed - reserved - held, delayed, reserved, held, paused: paused === 1 };
}

export async function queueNames({ link, keys }: Server): Promise<readonly string[]> {
  const names = (await link.command('smembers', [keys.queues])) as Buffer[];
  return names.map((name) => keys.queueOf(String(name))).filter((queue) => isQueueName(queue));
}

/** Up to `max` tasks of a state, in the order in which they will leave it. */
export async function peek(
  server: Server,
  queue: string,
  state: TaskState,
  max: number,
): Promise<readonly TaskView[]> {
  const views: TaskView[] = [];
  for (let passed = 0; views.length < max;) {
    const count = Math.min(max - views.length, supports.maxBatch);
    const reply = await server.run('peek', queue, [state, String(passed), String(count)]);
    const [shownCount, again, ...fields] = reply as [number, number, ...(Buffer | number)[]];
    for (let at = 0; at < fields.length; at += 3)
      views.push(view(state, fields.slice(at, at + 3) as [Buffer, Buffer, number]));
    passed += shownCount;
    if (shownCount === 0 && again === 0) break;
  }
  return views;
}

function view(state: TaskState, [bytes, row, leftMs]: [Buffer, Buffer, number]): TaskView {
  const token = String(bytes);
  return {
    id: idOf(token),
    state,
    body: bodyOf(row),
    priority: priorityOf(token),
    attempts: endsOf(token) + (state === 'reserved' ? 1 : 0),
    ttrMs: ttrOf(row),
    ...(state === 'delayed' || state === 'reserved' ? { timeLeftMs: leftMs } : {}),
  };
}
