import { openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { formatEvent, HistoryRecorder } from '@jq/contract';
import type { Reservation } from '@jq/core/adapter';

import { beanstalkd } from '../../src/index.js';

// A process of its own that works until it is killed, and writes down what it sees: PORT NAME FILE.

const [port = '', by = '', path = ''] = process.argv.slice(2);
const file = openSync(path, 'a');
const adapter = new HistoryRecorder({
  by,
  // At once: what was written survives the process.
  sink: (event) => void writeSync(file, formatEvent(event)),
}).wrap(beanstalkd(`127.0.0.1:${port}`, { onWarning: () => undefined }));

for (;;) {
  const taken = await adapter.reserve(['jobs'], { max: 8, waitMs: 300 }).catch(() => []);
  await Promise.all(taken.map(work));
}

async function work({ lease }: Reservation): Promise<void> {
  await sleep(Math.random() * 40);
  if (Math.random() < 0.2) await adapter.retry([{ lease, delayMs: 0 }]);
  else await adapter.complete([lease]);
}
