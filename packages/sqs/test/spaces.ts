import { provideSqs, SqsFaultServer } from '@jq/brokers';
import type { Space } from '@jq/contract';

import { adapter } from '../src/index.js';

/**
 * Spaces for the contract on one test server; `query` is added to their DSNs. A restart breaks
 * connections.
 */
export async function spaces(
  query = '',
): Promise<{ space: () => Promise<Space>; end: () => Promise<void> }> {
  const broker = await provideSqs();
  const space = async (): Promise<Space> => {
    const server = await SqsFaultServer.before(broker);
    // Connections that close wait for their polls, which would be 20 s long.
    const connect = () => adapter.fromDsn(`${server.url}&pollMs=1000${query}`);
    return { connect, restart: () => server.restart(), destroy: () => server.stop() };
  };
  return { space, end: () => broker.stop() };
}
