import type { Space } from '@jq/contract';
import { type Adapter, JobQueueError, type Results } from '@jq/core';
import type { Lease } from '@jq/core/adapter';

import { lesserSpace } from './lesser.js';

/** Memory with a late complete that counts while nobody took the task since, as on beanstalkd. */
export function lateCompletingSpace(): Space {
  const space = lesserSpace({ lateComplete: true }, []);
  return { ...space, connect: async () => lateCompleting(await space.connect()) };
}

function lateCompleting(adapter: Adapter): Adapter {
  const attempts = new WeakMap<Lease, number | undefined>();
  const counted = new WeakSet<Lease>();
  /** A lease that counted late is as settled as any other. */
  const settled = (leases: readonly Lease[], results: Results): Results =>
    results.map((each, index) =>
      counted.has(leases[index] as Lease)
        ? new JobQueueError('already-settled', 'completed late')
        : each,
    );
  return {
    ...adapter,
    reserve: async (queues, options) => {
      const got = await adapter.reserve(queues, options);
      for (const each of got) attempts.set(each.lease, each.attempts);
      return got;
    },
    complete: async (leases) => {
      const results = [...(await adapter.complete(leases))];
      for (const [index, lease] of leases.entries()) {
        if (!JobQueueError.is(results[index], 'lease-lost')) continue;
        if (!counted.has(lease) && (await untaken(adapter, lease, attempts.get(lease)))) {
          await adapter.remove?.(lease.queue, [lease.taskId]);
          counted.add(lease);
        }
        if (counted.has(lease)) results[index] = undefined;
      }
      return results;
    },
    retry: async (retries) =>
      settled(
        retries.map(({ lease }) => lease),
        await adapter.retry(retries),
      ),
    hold: async (leases) => settled(leases, (await adapter.hold?.(leases)) ?? []),
    touch: async (leases) => settled(leases, (await adapter.touch?.(leases)) ?? []),
  };
}

async function untaken(adapter: Adapter, lease: Lease, attempts?: number): Promise<boolean> {
  const views = (await adapter.peek?.(lease.queue, 'ready', 1_000_000)) ?? [];
  return views.some((view) => view.id === lease.taskId && view.attempts === attempts);
}
