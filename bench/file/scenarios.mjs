import { makeTasks } from '../harness/tasks.mjs';
import { timed } from '../harness/timed.mjs';
import { openContender } from './contenders/open.mjs';
import { million } from './million.mjs';
import { startPlayers } from './processes/players.mjs';
import { throughWorker } from './through-worker.mjs';

const IN_FLIGHT = 64;
const BATCH = 100;
const SQL = ['file', 'sqlite', 'sqlite-lean'];

/** A scenario in which every contender puts tasks into an empty store. */
const putting = ({ contenders = [...SQL, 'plainjob', 'append'], options, put, ...rest }) => ({
  contenders,
  metrics: { rate: 'tasks/s', cpu: 'µs/task' },
  ...rest,
  async measure({ contender, folder, tasks }) {
    const queue = await openContender(contender.replace('file-64', 'file'), folder, options);
    const batch = makeTasks(tasks);
    const figures = await timed(tasks, () => put(queue, batch, contender));
    await queue.close();
    return figures;
  },
});

/** A scenario in which every contender reserves and completes tasks that are there already. */
const taking = ({ take, ...rest }) => ({
  tasks: 50_000,
  metrics: { rate: 'tasks/s', cpu: 'µs/task' },
  ...rest,
  async measure({ contender, folder, tasks }) {
    const queue = await openContender(contender, folder);
    await queue.putBatches(makeTasks(tasks + 1), BATCH);
    // Reading what is there is timed by `million`.
    await take(queue, 1);
    const figures = await timed(tasks, () => take(queue, tasks));
    await queue.close();
    return figures;
  },
});

/** By their names, in the order of the report. */
export const scenarios = {
  'put-single': putting({
    title: 'put, one by one, relaxed',
    tasks: 50_000,
    targets: [{ metric: 'rate', of: 'file', against: 'sqlite', atLeast: 5 }],
    put: (queue, batch) => queue.putEach(batch),
  }),
  'take-single': taking({
    title: 'reserve and complete, one by one, relaxed',
    contenders: [...SQL, 'plainjob'],
    targets: [{ metric: 'rate', of: 'file', against: 'sqlite', atLeast: 5 }],
    take: (queue, count) => queue.takeEach(count),
  }),
  'put-batch': putting({
    title: `put, ${BATCH} in a call, relaxed`,
    tasks: 100_000,
    targets: [{ metric: 'rate', of: 'file', against: 'sqlite', atLeast: 2 }],
    put: (queue, batch) => queue.putBatches(batch, BATCH),
  }),
  'take-batch': taking({
    title: `reserve and complete, ${BATCH} in a call, relaxed`,
    contenders: SQL,
    targets: [{ metric: 'rate', of: 'file', against: 'sqlite', atLeast: 4 }],
    take: (queue, count) => queue.takeBatches(count, Math.min(count, BATCH)),
  }),
  'four-processes': {
    title:
      '2 producers and 2 workers, a process each, single operations, relaxed, from first put to last complete',
    tasks: 60_000,
    contenders: [...SQL, 'plainjob'],
    metrics: { rate: 'tasks/s' },
    targets: [{ metric: 'rate', of: 'file', against: 'sqlite', atLeast: 4 }],
    warmUp: false,
    async measure({ contender, folder, tasks }) {
      const roles = ['producer', 'producer', 'worker', 'worker'];
      const players = await startPlayers(roles, { contender, folder, tasks: tasks / 2 });
      const ended = players.completed(tasks);
      const from = players.go();
      const to = await ended;
      await players.leave();
      return { rate: (tasks / (to - from)) * 1000 };
    },
  },
  durable: putting({
    title: `put, on disk before it is acknowledged; file-64: ${IN_FLIGHT} calls in flight, others one by one`,
    tasks: 5000,
    contenders: ['file-64', ...SQL, 'plainjob', 'append'],
    targets: [{ metric: 'rate', of: 'file-64', against: 'sqlite', atLeast: 5 }],
    durability: 'fsync (SQLite: FULL)',
    options: { durable: true },
    put: (queue, batch, contender) =>
      contender === 'file-64' ? queue.putInFlight(batch, IN_FLIGHT) : queue.putEach(batch),
  }),
  'wake-up': {
    title:
      'from the call of put to the body in a waiting worker of another process, relaxed, woken by fs.watch',
    tasks: 500,
    contenders: SQL,
    metrics: { p50: 'µs', p99: 'µs' },
    targets: [{ metric: 'p50', of: 'file', against: 'sqlite', atMost: 0.6 }],
    warmUp: false,
    async measure({ contender, folder, tasks }) {
      const players = await startPlayers(['caller', 'listener'], { contender, folder, tasks });
      const ended = players.latencies();
      players.go();
      const sorted = (await ended).toSorted((a, b) => a - b);
      await players.leave();
      const at = (share) => sorted[Math.floor(sorted.length * share)] * 1000;
      return { p50: at(0.5), p99: at(0.99) };
    },
  },
  'through-worker': throughWorker,
  million,
};
