import { connect } from 'node:net';

/**
 * Sends one line to a broker and answers its reply once it matches; undefined when it does not in
 * time.
 */
export function ask(
  port: number,
  line: string,
  complete: RegExp,
  limitMs = 1000,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    let reply = '';
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (answer: string | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end(undefined), limitMs);
    socket.on('error', () => end(undefined));
    socket.on('close', () => end(undefined));
    socket.on('connect', () => socket.write(`${line}\r\n`));
    socket.setEncoding('latin1').on('data', (text: string) => {
      reply += text;
      if (complete.test(reply)) end(reply);
    });
  });
}
