import { adapterOver } from '@jq/core/emulations';

import { emulated } from '../../src/adapter.js';
import { Server } from '../../src/broker/server.js';
import { settingsOf } from '../../src/options.js';
import { GearmanTransport } from '../../src/transport.js';
import { type Failpoint, killing } from './killing.js';

// One operation that moves a task, in a process that dies in the middle of it: victim <port>
// <queue> <operation> <failpoint>

const [port = '', queue = '', operation = '', point = ''] = process.argv.slice(2);
const settings = settingsOf({ probe: false });
const closing = new AbortController();
const server = new Server({ host: '127.0.0.1', port: Number(port) }, settings, closing.signal);
const inner = new GearmanTransport([server], settings, closing);
const counting = { stats: inner.stats.bind(inner), queues: inner.queues.bind(inner) };
const transport = { ...killing(inner, point as Failpoint), ...counting };
const adapter = adapterOver(emulated(transport, settings));
// What moves a task has a connection then.
await adapter.open();

if (operation === 'unhold') await adapter.unhold?.(queue, { max: 1 });
else {
  const [taken] = await adapter.reserve([queue], { max: 1, waitMs: 20_000 });
  if (taken === undefined) throw new Error('no task came');
  const { lease } = taken;
  if (operation === 'hold') await adapter.hold?.([lease]);
  if (operation === 'retry') await adapter.retry([{ lease, delayMs: 0 }]);
  if (operation === 'retry later') await adapter.retry([{ lease, delayMs: 3_600_000 }]);
  // The lease lapses.
  await new Promise((resolve) => setTimeout(resolve, 20_000));
}
process.exit(1);
