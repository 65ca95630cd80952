import { expect, test } from 'vitest';

import { LineConnection, lineServer } from './line-server.js';

test('requests of one tick leave together and get their replies in order', async () => {
  const port = await lineServer((line) => `${line}!`);
  const connection = await LineConnection.open(port);
  const replies = await Promise.all(['a', 'b', 'c'].map((line) => connection.say(line)));
  expect(replies).toEqual(['a!', 'b!', 'c!']);
  expect(connection.busy).toBe(0);
});

test('what had left when the connection ended is ambiguous, what had not is not', async () => {
  const port = await lineServer((line, socket) => {
    if (line === 'die') socket.destroy();
    return line === 'wait' ? '' : line;
  });
  const connection = await LineConnection.open(port);
  expect(await connection.say('hello')).toBe('hello');
  const inDoubt = Promise.allSettled([connection.say('wait'), connection.say('die')]);
  await new Promise<void>((resolve) => connection.onClosed(resolve));
  expect(await inDoubt).toMatchObject([
    { reason: { code: 'ambiguous' } },
    { reason: { code: 'ambiguous' } },
  ]);
  expect(connection.alive).toBe(false);
  await expect(connection.say('late')).rejects.toMatchObject({ code: 'unavailable' });
});

test('a request that is dropped before it leaves is unavailable', async () => {
  const port = await lineServer((line) => line);
  const connection = await LineConnection.open(port);
  const never = connection.say('a');
  connection.destroy();
  await expect(never).rejects.toMatchObject({ code: 'unavailable' });
});

test('a server that stops answering is given up after the time for an answer', async () => {
  const port = await lineServer(() => '');
  const connection = await LineConnection.open(port, 100);
  await expect(connection.say('a')).rejects.toMatchObject({
    code: 'ambiguous',
    cause: { code: 'unavailable', message: expect.stringContaining('100 ms') as string },
  });
});

test('a reply to nothing ends the connection', async () => {
  const port = await lineServer((line) => `${line}\nmore`);
  const connection = await LineConnection.open(port);
  const closed = new Promise<void>((resolve) => connection.onClosed(resolve));
  expect(await connection.say('a')).toBe('a');
  await closed;
  expect(connection.failure).toMatchObject({ message: expect.stringContaining('more') as string });
});

test('an orderly end waits for what was sent', async () => {
  const port = await lineServer((line) => line);
  const connection = await LineConnection.open(port);
  const last = connection.say('last');
  const ended = connection.end(2000);
  expect(await last).toBe('last');
  expect(connection.alive).toBe(false);
  await ended;
});
