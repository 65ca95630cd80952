import { once } from 'node:events';
import { connect } from 'node:net';

import { startGearmand } from '../../tools/brokers/dist/index.js';

/** What gearmand says to `version`: `OK 1.1.20`. */
export async function serverVersion() {
  const broker = await startGearmand();
  const socket = connect(broker.port, broker.host);
  socket.write('version\r\n');
  const [answer] = await once(socket, 'data');
  socket.destroy();
  await broker.stop();
  return answer.toString().trim().split(' ').at(-1);
}
