import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

import { openSocket, PipelinedConnection, type Reach, type ReplyReader } from '@jq/core/tcp';
import { onTestFinished } from 'vitest';

/** A server that answers lines; '' is no answer. */
export async function lineServer(
  answer: (line: string, socket: Socket) => string,
): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.setEncoding('latin1').on('data', (text: string) => {
      for (const line of text.split('\n').slice(0, -1)) {
        const reply = answer(line, socket);
        if (reply !== '' && !socket.destroyed) socket.write(`${reply}\n`);
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

class LineReader implements ReplyReader {
  readonly #sink: (line: string) => void;
  #rest = '';

  constructor(sink: (line: string) => void) {
    this.#sink = sink;
  }

  read(bytes: Buffer): void {
    const lines = (this.#rest + bytes.toString()).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#sink(line);
  }
}

/** The simplest protocol: a line is answered by a line. */
export class LineConnection extends PipelinedConnection<string> {
  static async open(port: number, answerMs = 5000): Promise<LineConnection> {
    const reach: Reach = {
      server: 'line server',
      address: { host: '127.0.0.1', port },
      connectMs: 5000,
      answerMs,
    };
    const connection = new LineConnection(
      await openSocket(reach),
      reach,
      (sink) => new LineReader(sink),
    );
    onTestFinished(() => connection.destroy());
    return connection;
  }

  say(line: string): Promise<string> {
    return this.call(Buffer.from(`${line}\n`));
  }

  protected override received(line: string): void {
    this.answer(line, line);
  }
}
