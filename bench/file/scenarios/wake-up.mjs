import { startPlayers } from '../processes/players.mjs';

export const scenario = {
  name: 'wake-up',
  title:
    'from the call of put to the body in a waiting worker of another process, relaxed, woken by fs.watch',
  tasks: 500,
  contenders: ['file', 'sqlite', 'sqlite-lean'],
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
};
