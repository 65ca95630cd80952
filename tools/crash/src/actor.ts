import type { ActorMessage, ActorSettings } from './actor-settings.js';
import { Random } from './random.js';
import type { FullAdapter } from './recorded-adapter.js';
import { play } from './roles.js';
import { adapterFor } from './subjects.js';

/** The main program of each process that the run starts, and kills. */
async function main(settings: ActorSettings): Promise<void> {
  const stop = new AbortController();
  const leave = (): void => stop.abort();
  process.once('SIGTERM', leave);
  process.once('disconnect', leave);
  const lifetime = new Random(settings.seed ^ 0x51f1).around(settings.lifetimeMs);
  const timer = setTimeout(leave, settings.role === 'drainer' ? 2 ** 31 - 1 : lifetime);
  const beat = setInterval(() => tell('beat'), 500);
  const adapter = await adapterFor<FullAdapter>(settings.target, settings.store);
  tell('ready');
  const onCompleted = (completed: number): void => tell({ completed });
  await play(settings, adapter, stop.signal, () => tell('large-write'), onCompleted);
  clearTimeout(timer);
  clearInterval(beat);
  // From here on nothing of ours keeps the process alive; if it lives on, the adapter does.
  process.removeListener('disconnect', leave);
  if (process.connected) process.disconnect();
}

function tell(message: ActorMessage): void {
  if (process.connected) process.send?.(message);
}

await main(JSON.parse(process.argv[2] ?? '{}') as ActorSettings);
