import { startPlayers } from '../processes/players.mjs';

const PLAYERS = ['producer', 'producer', 'worker', 'worker'];

export const scenario = {
  name: 'four-processes',
  title:
    '2 producers and 2 workers, a process each, single operations, relaxed, from first put to last complete',
  tasks: 60_000,
  contenders: ['file', 'sqlite', 'sqlite-lean', 'plainjob'],
  metrics: { rate: 'tasks/s' },
  targets: [{ metric: 'rate', of: 'file', against: 'sqlite', atLeast: 4 }],
  warmUp: false,
  async measure({ contender, folder, tasks }) {
    const players = await startPlayers(PLAYERS, { contender, folder, tasks: tasks / 2 });
    const ended = players.completed(tasks);
    const from = players.go();
    const to = await ended;
    await players.leave();
    return { rate: (tasks / (to - from)) * 1000 };
  },
};
