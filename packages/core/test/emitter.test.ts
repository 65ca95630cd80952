import { expect, it, vi } from 'vitest';

import { Emitter } from '../src/emitter.js';
import { JobQueueError } from '../src/errors.js';

interface Events {
  ping: number;
  pong: string;
  error: { readonly error: JobQueueError; readonly who: string };
}

function setUp() {
  const emitter = new Emitter<Events>('test', { who: 't' });
  const errors: unknown[] = [];
  emitter.on('error', (event) => errors.push(event));
  return { errors, emitter };
}

it('runs listeners in the order of their registration', () => {
  const { emitter } = setUp();
  const seen: string[] = [];
  emitter.on('ping', (n) => seen.push(`a${n}`));
  emitter.on('ping', (n) => seen.push(`b${n}`));
  emitter.on('pong', (s) => seen.push(s));
  emitter.emit('ping', 1);
  expect(seen).toEqual(['a1', 'b1']);
});

it('runs a function once per event, however often it was registered', () => {
  const { emitter } = setUp();
  const listener = vi.fn<(n: number) => void>();
  emitter.on('ping', listener);
  const off = emitter.on('ping', listener);
  emitter.emit('ping', 1);
  expect(listener).toHaveBeenCalledTimes(1);
  off();
  emitter.emit('ping', 2);
  expect(listener).toHaveBeenCalledTimes(1);
  expect(emitter.has('ping')).toBe(false);
});

it('survives listeners that throw or reject', async () => {
  const { emitter, errors } = setUp();
  const last = vi.fn<(n: number) => void>();
  emitter.on('ping', () => {
    throw new Error('thrown');
  });
  emitter.on('ping', () => Promise.reject(new Error('rejected')));
  emitter.on('ping', last);
  emitter.emit('ping', 1);
  expect(last).toHaveBeenCalledWith(1);
  await vi.waitFor(() => expect(errors).toHaveLength(2));
  expect(errors).toMatchObject([
    { who: 't', error: { message: 'a listener of ping: thrown', cause: new Error('thrown') } },
    { who: 't', error: { message: 'a listener of ping: rejected', cause: new Error('rejected') } },
  ]);
});

it('lets a listener remove itself and add others while an event is on its way', () => {
  const { emitter } = setUp();
  const seen: string[] = [];
  const off = emitter.on('ping', () => {
    seen.push('once');
    off();
    emitter.on('ping', () => seen.push('new'));
  });
  emitter.on('ping', () => seen.push('other'));
  emitter.emit('ping', 1);
  emitter.emit('ping', 2);
  expect(seen).toEqual(['once', 'other', 'other', 'new']);
});

it('says beside a fault what is always said, and what is said this time', () => {
  const { emitter, errors } = setUp();
  const error = new JobQueueError('unavailable', 'not now');
  emitter.fault(error);
  emitter.fault(error, { who: 'another' });
  expect(errors).toEqual([
    { who: 't', error },
    { who: 'another', error },
  ]);
});
