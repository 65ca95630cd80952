import type { ScriptName } from '../src/broker/scripts/scripts.js';
import { scriptsWithFlags } from '../src/broker/scripts/scripts.js';
import { adapterFor, broker, clientFor, proxyTo } from './fixtures.js';

export const TIMEOUT_MS = 1500;
export const now = { max: 10, waitMs: 0 };

/** A server behind a proxy, an adapter through the proxy, and one beside it. */
export async function throughProxy() {
  const { port } = await broker();
  const proxy = await proxyTo(port);
  const adapter = adapterFor(proxy.port, { timeoutMs: TIMEOUT_MS });
  // The server knows the script from now on: no reply that gets lost is only NOSCRIPT.
  await adapter.reserve(['jobs'], now);
  return { adapter, proxy, beside: adapterFor(port), client: clientFor(port) };
}

/** Requests that run this script. */
export const runs = (name: ScriptName) => (request: Buffer) =>
  request.includes(scriptsWithFlags[name].sha) ||
  request.includes(scriptsWithFlags[name].lua.slice(0, 100));
