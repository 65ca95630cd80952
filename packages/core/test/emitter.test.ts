import { expect, it, vi } from 'vitest';

import { Emitter } from '../src/worker/emitter.js';

interface Events {
  ping: number;
  pong: string;
}

function setUp() {
  const failed = vi.fn<(event: keyof Events, error: unknown) => void>();
  return { failed, emitter: new Emitter<Events>(failed) };
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
  const { emitter, failed } = setUp();
  const last = vi.fn<(n: number) => void>();
  emitter.on('ping', () => {
    throw new Error('thrown');
  });
  emitter.on('ping', () => Promise.reject(new Error('rejected')));
  emitter.on('ping', last);
  emitter.emit('ping', 1);
  expect(last).toHaveBeenCalledWith(1);
  await vi.waitFor(() => expect(failed).toHaveBeenCalledTimes(2));
  expect(failed).toHaveBeenCalledWith('ping', new Error('thrown'));
  expect(failed).toHaveBeenCalledWith('ping', new Error('rejected'));
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
