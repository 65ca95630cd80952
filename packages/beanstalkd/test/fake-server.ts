import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

import { onTestFinished } from 'vitest';

/** What a fake server does with a command line; `body` where the command has one. */
export type Script = (line: string, body: Buffer | undefined, socket: Socket) => string | undefined;

/** A server that answers what the test wants, for replies that a real one gives only in need. */
export async function fakeServer(script: Script): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let rest = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (;;) {
        const end = rest.indexOf('\r\n');
        if (end < 0) return;
        const line = rest.toString('latin1', 0, end);
        const size = /^put \d+ \d+ \d+ (\d+)$/.exec(line)?.[1];
        const next = end + 2 + (size === undefined ? 0 : Number(size) + 2);
        if (rest.length < next) return;
        const body = size === undefined ? undefined : rest.subarray(end + 2, next - 2);
        rest = rest.subarray(next);
        const reply = script(line, body, socket) ?? usual(line);
        if (reply !== '' && !socket.destroyed) socket.write(reply);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function usual(line: string): string {
  const [word = '', name = ''] = line.split(' ');
  if (word === 'use') return `USING ${name}\r\n`;
  if (word === 'watch' || word === 'ignore') return 'WATCHING 1\r\n';
  if (word === 'stats') return ok('---\nversion: "1.12"\nmax-job-size: 65535\ntotal-jobs: 0\n');
  if (word === 'reserve-with-timeout') return 'TIMED_OUT\r\n';
  return 'NOT_FOUND\r\n';
}

/** A reply with statistics. */
export function ok(text: string): string {
  return `OK ${text.length}\r\n${text}\r\n`;
}

/** The statistics of a reserved job. */
export function jobText(id: number, reserves = 1): string {
  return ok(
    `---\nid: ${id}\ntube: jobs\nstate: reserved\npri: 512\nage: 0\ndelay: 0\nttr: 61\ntime-left: 60\n` +
      `file: 0\nreserves: ${reserves}\ntimeouts: 0\nreleases: 0\nburies: 0\nkicks: 0\n`,
  );
}
