import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { openContender } from './contenders/open.mjs';

// So many until V8 has compiled what a put and a reserve run through.
const WARMING = 2000;

const PRODUCER = fileURLToPath(new URL('./producer.mjs', import.meta.url));

/** Timed in two processes, as a web server and a worker are. */
export const wakeUp = {
  title: 'from the call of put in one process to the body in another one that waits',
  tasks: 150,
  contenders: ['jq', 'jq-lean', 'raw', 'raw-asking', 'fivebeans', 'node-beanstalk'],
  metrics: { p50: 'µs', p99: 'µs' },
  targets: [
    { metric: 'p50', of: 'jq', against: 'raw-asking', atMost: 1.3 },
    { metric: 'p50', of: 'jq-lean', against: 'raw', atMost: 1.3 },
  ],
  async prepare({ contender, broker, tasks: count }) {
    const producer = fork(PRODUCER, [JSON.stringify({ contender, broker })]);
    await once(producer, 'message');
    const queue = await openContender(contender, broker);
    producer.send({ count: WARMING, pauses: false });
    for (let taken = 0; taken < WARMING; taken += 1) await queue.next(() => undefined);
    return {
      async measure() {
        producer.send({ count, pauses: true });
        const latencies = [];
        const handle = (body) =>
          latencies.push(Number(process.hrtime.bigint() - body.readBigInt64LE()) / 1000);
        while (latencies.length < count) await queue.next(handle);
        const sorted = latencies.toSorted((a, b) => a - b);
        const at = (share) => sorted[Math.floor(count * share)];
        return { p50: at(0.5), p99: at(0.99) };
      },
      async close() {
        producer.send('leave');
        await once(producer, 'exit');
        await queue.close();
      },
    };
  },
};
