import {
  formatEvent,
  type HistoryEvent,
  HistoryRecorder,
  mergeHistories,
  parseEvents,
} from '@jq/contract';
import { memory } from '@jq/core';
import { ManualClock } from '@jq/core/testing';
import { expect, it } from 'vitest';

import { HistoryWriter } from './history-writer.js';

it('events survive as lines; a line cut by a kill is left out, any other is refused', () => {
  const { events } = written();
  const lines = events.map(formatEvent).join('').split('\n');
  expect([...parseEvents(lines)]).toEqual(events);
  const cut = [...lines.slice(0, 3), (lines[3] ?? '').slice(0, 20)];
  expect([...parseEvents(cut)]).toEqual(events.slice(0, 3));
  expect(() => [...parseEvents(['{"at":', ...lines])]).toThrow(SyntaxError);
});

it('histories merge by time', () => {
  const { events } = written();
  const even = events.filter((_, index) => index % 2 === 0);
  const odd = events.filter((_, index) => index % 2 === 1);
  expect([...mergeHistories([odd, [], even])]).toEqual(events);
});

it('a recorder passes everything on and writes down what changes something', async () => {
  const clock = new ManualClock();
  const events: HistoryEvent[] = [];
  const recorder = new HistoryRecorder({
    by: 'me',
    sink: (event) => void events.push(event),
    clock,
  });
  const adapter = recorder.wrap(memory({ clock }));
  const task = { id: 't', body: Buffer.from('x'), priority: 7, delayMs: 0, ttrMs: 50 };
  expect(await adapter.put('q', [task, { ...task, id: '' }])).toMatchObject([
    't',
    { code: 'invalid' },
  ]);
  const [got] = await adapter.reserve(['q'], { max: 1, waitMs: 0 });
  if (got === undefined) throw new Error('nothing reserved');
  await clock.advance(20);
  await adapter.touch?.([got.lease]);
  expect(await adapter.stats?.('q')).toMatchObject({ reserved: 1 });
  await adapter.complete([got.lease]);
  await adapter.close();
  await expect(adapter.pause?.('q', 1)).rejects.toMatchObject({ code: 'closed' });
  const calls = events.flatMap((each) => (each.kind === 'invoke' ? [each.call.verb] : []));
  expect(calls).toEqual(['put', 'reserve', 'touch', 'complete', 'close', 'pause']);
  expect(events[1]).toMatchObject({ kind: 'ok', answer: { results: [null, 'invalid'] } });
  expect(events[3]).toMatchObject({
    answer: { deliveries: [{ id: 't', lease: 1, attempts: 1, priority: 7, until: 50 }] },
  });
  expect(events[5]).toMatchObject({ at: 20, answer: { results: [null], until: [70] } });
  expect(events.at(-1)).toMatchObject({ kind: 'fail', code: 'closed' });
});

it('a recorder does not add verbs that the adapter lacks', () => {
  const { touch: _, ...rest } = { ...memory(), supports: memory().supports, touch: undefined };
  const recorder = new HistoryRecorder({ by: 'me', sink: () => undefined });
  expect(recorder.wrap(rest as never)).not.toHaveProperty('touch');
});

function written(): HistoryWriter {
  const h = new HistoryWriter();
  h.put('t');
  h.take('a', { id: 't' });
  h.settle('a', 'complete');
  return h;
}
