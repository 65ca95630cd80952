import { JobQueueError } from '@jq/core';
import { Dialer, SoleConnection } from '@jq/core/tcp';
import { expect, test } from 'vitest';

const closedError = () => new JobQueueError('closed', 'closed');
const away = () => new JobQueueError('unavailable', 'away');

class Fake {
  alive = true;

  destroy(): void {
    this.alive = false;
  }

  async end(): Promise<void> {
    this.destroy();
  }
}

test('tries at least once, and until the time is over', async () => {
  const dialer = new Dialer(new AbortController().signal, closedError);
  let attempts = 0;
  const open = async (): Promise<Fake> => {
    attempts += 1;
    throw away();
  };
  const from = performance.now();
  await expect(dialer.dial(open, from + 150)).rejects.toMatchObject({ code: 'unavailable' });
  expect(performance.now() - from).toBeGreaterThanOrEqual(150);
  expect(attempts).toBeGreaterThan(1);
  expect(dialer.down).toBe(true);
});

test('many who wait make one attempt at a time', async () => {
  const dialer = new Dialer(new AbortController().signal, closedError);
  let [running, most, attempts] = [0, 0, 0];
  const open = async (): Promise<Fake> => {
    attempts += 1;
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running -= 1;
    if (attempts < 4) throw away();
    return new Fake();
  };
  await expect(dialer.dial(open, 0)).rejects.toMatchObject({ code: 'unavailable' });
  most = 0;
  const until = performance.now() + 10_000;
  let back = 0;
  const waiting = Array.from({ length: 50 }, async () => {
    await dialer.dial(open, until);
    back += 1;
  });
  while (dialer.down) {
    expect(running).toBeLessThanOrEqual(1);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(waiting);
  expect(back).toBe(50);
});

test('what is not a matter of waiting is thrown at once', async () => {
  const dialer = new Dialer(new AbortController().signal, closedError);
  const open = async (): Promise<Fake> => {
    throw new JobQueueError('invalid', 'not like this');
  };
  const until = performance.now() + 60_000;
  await expect(dialer.dial(open, until)).rejects.toMatchObject({ code: 'invalid' });
});

test('closing ends all waiting', async () => {
  const closing = new AbortController();
  const dialer = new Dialer(closing.signal, closedError);
  const open = async (): Promise<Fake> => {
    throw away();
  };
  const waiting = dialer.dial(open, performance.now() + 60_000);
  setTimeout(() => closing.abort(), 20);
  await expect(waiting).rejects.toMatchObject({ code: 'closed' });
});

test('a sole connection is made once for all who ask, and again when it was lost', async () => {
  const dialer = new Dialer(new AbortController().signal, closedError);
  let made = 0;
  const sole = new SoleConnection(dialer, async () => {
    made += 1;
    return new Fake();
  });
  const until = performance.now() + 1000;
  const [one, two] = await Promise.all([sole.ready(until), sole.ready(until)]);
  expect(one).toBe(two);
  one.destroy();
  expect(sole.current).toBeUndefined();
  expect(await sole.ready(until)).not.toBe(one);
  expect(made).toBe(2);
});

test('who joins an attempt waits no longer than its own time', async () => {
  const closing = new AbortController();
  const dialer = new Dialer(closing.signal, closedError);
  const sole = new SoleConnection(dialer, async (): Promise<Fake> => {
    throw away();
  });
  const from = performance.now();
  const patient = sole.ready(from + 60_000);
  patient.catch(() => undefined);
  await expect(sole.ready(from)).rejects.toMatchObject({ code: 'unavailable' });
  await expect(sole.ready(from + 100)).rejects.toMatchObject({ code: 'unavailable' });
  expect(performance.now() - from).toBeLessThan(30_000);
  closing.abort();
  await expect(patient).rejects.toMatchObject({ code: 'closed' });
});

test('a server that was unsuitable is tried again by the next who asks', async () => {
  const dialer = new Dialer(new AbortController().signal, closedError);
  let suitable = false;
  const open = async (): Promise<Fake> => {
    if (suitable) return new Fake();
    throw new JobQueueError('invalid', 'not like this');
  };
  await expect(dialer.dial(open, 0)).rejects.toMatchObject({ code: 'invalid' });
  expect(dialer.down).toBe(false);
  suitable = true;
  expect(await dialer.dial(open, 0)).toBeInstanceOf(Fake);
});
