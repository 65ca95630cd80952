import { checkHistory } from '@jq/contract';
import { memorySupports } from '@jq/core/testing';
import { describe, expect, it } from 'vitest';

import { HistoryWriter } from './history-writer.js';

describe('the benefit of the doubt goes to', () => {
  it.each<[string, (history: HistoryWriter) => void]>([
    [
      'a put that may not have happened',
      (h) => {
        const task = { id: 't', digest: 't', priority: 5, delayMs: 0, ttrMs: 1000 };
        h.ask('p', { verb: 'put', queue: 'q', tasks: [task] });
      },
    ],
    [
      'a complete without an answer',
      (h) => {
        h.put('t');
        h.take('a', { id: 't' });
        h.ask('a', { verb: 'complete', leases: [1] });
      },
    ],
    [
      'a lease whose holder had begun to give it up',
      (h) => {
        h.put('t');
        h.take('a', { id: 't' });
        const answer = h.ask('a', {
          verb: 'retry',
          leases: [1],
          retries: [{ delayMs: 0 }],
        });
        h.take('b', { id: 't', attempts: 2 });
        answer({ results: [null] });
        h.settle('b', 'complete');
      },
    ],
    [
      'leases of a connection that closes or died',
      (h) => {
        h.put('t');
        h.take('a', { id: 't' });
        h.events.push({ at: h.at, by: 'a', kind: 'died' });
        h.take('b', { id: 't', attempts: 2 });
        const answer = h.ask('b', { verb: 'close' });
        h.take('c', { id: 't', attempts: 3 });
        answer();
        h.settle('c', 'complete');
      },
    ],
    [
      'an answer that came late',
      (h) => {
        h.put('t');
        const answer = h.reserve('a');
        h.at = 2000;
        h.take('b', { id: 't', attempts: 2 });
        answer({ id: 't', until: 1900 });
        h.settle('b', 'complete');
        h.settle('a', 'complete', 'lease-lost');
      },
    ],
    [
      'an unhold at the same time as the hold',
      (h) => {
        h.put('t');
        h.take('a', { id: 't' });
        const held = h.ask('a', { verb: 'hold', leases: [1] });
        h.ask('o', { verb: 'unhold', queue: 'q', which: { max: 1 } })();
        held({ results: [null] });
        h.take('b', { id: 't', attempts: 2 });
        h.settle('b', 'complete');
      },
    ],
    [
      'tasks put at the same time',
      (h) => {
        const task = { digest: 'd', priority: 512, delayMs: 0, ttrMs: 1000 };
        const one = h.ask('p', { verb: 'put', queue: 'q', tasks: [{ ...task, id: 'one' }] });
        const two = h.ask('r', { verb: 'put', queue: 'q', tasks: [{ ...task, id: 'two' }] });
        one({ results: [null] });
        two({ results: [null] });
        h.take('a', { id: 'two', digest: 'd' });
        h.take('b', { id: 'one', digest: 'd' });
        h.settle('a', 'complete');
        h.settle('b', 'complete');
      },
    ],
    [
      'a task that somebody may have had in between, unseen',
      (h) => {
        h.put('first');
        h.put('second');
        h.ask('dead', { verb: 'reserve', queues: ['q'], max: 1 });
        h.take('a', { id: 'second' });
        h.at = 2000;
        h.take('b', { id: 'first', attempts: 2 });
        h.settle('a', 'complete', 'lease-lost');
        h.take('c', { id: 'second', attempts: 2 });
        h.settle('b', 'complete');
        h.settle('c', 'complete');
      },
    ],
    [
      'purged tasks',
      (h) => {
        h.put('t');
        h.ask('o', { verb: 'purge', queue: 'q' })();
      },
    ],
  ])('%s', (_what, write) => {
    const history = new HistoryWriter();
    write(history);
    const options = { supports: memorySupports, drained: true };
    expect(checkHistory(history.events, options)).toEqual([]);
  });
});
