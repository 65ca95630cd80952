import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the range from which systems choose ports for outgoing connections.
const LOWEST = 20_000;
const HIGHEST = 30_000;
const ATTEMPTS = 200;

/**
 * A loopback port that nobody listens on, and with it those at the given distances. Another process
 * may take it before the broker does: whoever starts the broker tries again.
 */
export async function freePort(distances: readonly number[] = []): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST, HIGHEST);
    const free = await Promise.all([0, ...distances].map((distance) => isFree(port + distance)));
    if (free.every(Boolean)) return port;
  }
  throw new Error(`no free port found between ${LOWEST} and ${HIGHEST}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
