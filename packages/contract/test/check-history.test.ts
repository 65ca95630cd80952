import { checkHistory, type HistoryEvent } from '@jq/contract';
import { memorySupports } from '@jq/core/testing';
import { describe, expect, it } from 'vitest';

import { HistoryWriter } from './history-writer.js';

const supports = memorySupports;

/** Kinds of violations of a history written by hand. */
function kinds(write: (history: HistoryWriter) => void, drained = false): string[] {
  const history = new HistoryWriter();
  write(history);
  return checkHistory(history.events, { supports, drained }).map((each) => each.kind);
}

describe('a history proves', () => {
  it.each<[string, (history: HistoryWriter) => void]>([
    ['ghost', (h) => h.take('a', { id: 't' })],
    [
      'ghost',
      (h) => {
        const task = { id: 't', digest: 't', priority: -1, delayMs: 0, ttrMs: 1000 };
        h.ask('p', { verb: 'put', queue: 'q', tasks: [task] })({ results: ['invalid'] });
        h.take('a', { id: 't' });
      },
    ],
    [
      'bytes',
      (h) => {
        h.put('t');
        h.take('a', { id: 't', digest: 'other' });
      },
    ],
    [
      'early',
      (h) => {
        h.put('t', { delayMs: 100 });
        h.at = 50;
        h.take('a', { id: 't' });
      },
    ],
    [
      'early',
      (h) => {
        h.put('t');
        h.take('a', { id: 't' });
        h.retry('a', 100);
        h.take('b', { id: 't', attempts: 2 });
      },
    ],
    [
      'double-lease',
      (h) => {
        h.put('t');
        h.take('a', { id: 't' });
        h.take('b', { id: 't', attempts: 2 });
      },
    ],
    [
      'double-lease',
      (h) => {
        h.put('t');
        h.take('a', { id: 't' }, { id: 't', attempts: 2, lease: 2 });
      },
    ],
    [
      'double-lease',
      (h) => {
        h.put('t');
        h.take('a', { id: 't' });
        h.at = 900;
        h.settle('a', 'touch');
        h.at = 1500;
        h.take('b', { id: 't', attempts: 2 });
      },
    ],
    [
      'fenced',
      (h) => {
        h.put('t');
        h.take('a', { id: 't' });
        h.at = 2000;
        h.take('b', { id: 't', attempts: 2 });
        h.settle('a', 'hold');
      },
    ],
    [
      'fenced',
      (h) => {
        h.put('t');
        h.take('a', { id: 't' });
        h.at = 2000;
        h.take('b', { id: 't', attempts: 2 });
        h.settle('b', 'complete');
        h.settle('a', 'complete');
      },
    ],
    [
      'refused-alive',
      (h) => {
        h.put('t');
        h.take('a', { id: 't' });
        h.settle('a', 'complete', 'lease-lost');
      },
    ],
    [
      'after-complete',
      (h) => {
        h.put('t');
        h.take('a', { id: 't' });
        h.settle('a', 'complete');
        h.take('b', { id: 't', attempts: 2 });
      },
    ],
    [
      'after-complete',
      (h) => {
        h.put('t');
        h.ask('o', { verb: 'remove', queue: 'q', ids: ['t'] })({ results: [null] });
        h.take('b', { id: 't' });
      },
    ],
    [
      'held',
      (h) => {
        h.put('t');
        h.take('a', { id: 't' });
        h.settle('a', 'hold');
        h.take('b', { id: 't', attempts: 2 });
      },
    ],
    [
      'paused',
      (h) => {
        h.put('t');
        h.ask('o', { verb: 'pause', queue: 'q', forMs: 500 })();
        h.take('b', { id: 't' });
      },
    ],
    [
      'attempts',
      (h) => {
        h.put('t');
        h.take('a', { id: 't' });
        h.retry('a');
        h.take('b', { id: 't', attempts: 1 });
      },
    ],
    [
      'order',
      (h) => {
        h.put('better', { priority: 1 });
        h.put('worse');
        h.take('a', { id: 'worse' });
        h.take('b', { id: 'better', priority: 1 });
      },
    ],
    [
      'order',
      (h) => {
        h.put('first');
        h.put('second');
        h.take('a', { id: 'second' });
        h.take('b', { id: 'first' });
      },
    ],
    [
      'order',
      (h) => {
        h.put('first');
        h.put('second');
        h.take('a', { id: 'second' }, { id: 'first', lease: 2 });
      },
    ],
  ])('%s (%#)', (kind, write) => {
    expect(kinds(write)).toEqual([kind]);
  });

  it('a lost task, if the queues were emptied', () => {
    const write = (h: HistoryWriter): void => h.put('t');
    expect(kinds(write, true)).toEqual(['lost']);
    expect(kinds(write)).toEqual([]);
  });
});

it('a million events are read one by one, and little is kept of what is gone', () => {
  function* history(): Iterable<HistoryEvent> {
    const tasks = 166_667;
    for (let n = 0; n < tasks; n += 1) {
      const h = new HistoryWriter();
      h.at = 10 * n;
      h.put(`t${n}`);
      h.take('a', { id: `t${n}`, lease: n });
      h.settle('a', 'complete', null, n);
      for (const event of h.events)
        yield 'op' in event ? { ...event, op: 10 * n + event.op } : event;
    }
  }
  expect(checkHistory(history(), { supports, drained: true })).toEqual([]);
}, 60_000);
