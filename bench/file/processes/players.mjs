import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { openContender } from '../contenders/open.mjs';

const player = fileURLToPath(new URL('player.mjs', import.meta.url));

/** Starts one process per role and waits until all have opened the store. */
export async function startPlayers(roles, settings) {
  // Made by one, as a program's first start would: creating a store is not what is measured.
  const { contender, folder } = settings;
  await (await openContender(contender, folder)).close();
  const children = roles.map((role) => fork(player, [JSON.stringify({ role, ...settings })]));
  for (const child of children)
    child.once('exit', (code) => {
      if (code !== 0) throw new Error(`a ${settings.contender} process ended with ${code}`);
    });
  await Promise.all(children.map((child) => once(child, 'message')));
  return new Players(children);
}

class Players {
  #children;

  constructor(children) {
    this.#children = children;
  }

  /** Sends the starting signal; answers when, on the clock that all processes share. */
  go() {
    const from = bootMs();
    for (const child of this.#children) child.send('go');
    return from;
  }

  /** Resolves with the time of the last complete once the workers report so many. */
  completed(count) {
    const done = new Map();
    return this.#messages((child, { completed, at }, resolve) => {
      done.set(child, { completed, at });
      const counts = [...done.values()];
      if (counts.reduce((sum, each) => sum + each.completed, 0) === count)
        resolve(Math.max(...counts.map((each) => each.at)));
    });
  }

  /** Resolves with milliseconds per task. */
  latencies() {
    return this.#messages((_, { latencies }, resolve) => {
      if (latencies !== undefined) resolve(latencies);
    });
  }

  async leave() {
    const exits = this.#children.map((child) => once(child, 'exit'));
    for (const child of this.#children) child.send('leave');
    await Promise.all(exits);
  }

  #messages(listen) {
    return new Promise((resolve) => {
      for (const child of this.#children)
        child.on('message', (message) => listen(child, message, resolve));
    });
  }
}

/** Milliseconds since the machine started. */
export function bootMs() {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
