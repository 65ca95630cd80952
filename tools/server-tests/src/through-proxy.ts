import type { FaultProxy } from '@jq/brokers';

import { proxyTo } from './for-this-test.js';
import type { Subject, Verbs } from './subject.js';

/** Two ways to the same server. */
export interface ThroughProxy {
  /** Through the proxy, and connected. */
  readonly adapter: Verbs;
  readonly proxy: FaultProxy;
  /** Past the proxy. */
  readonly beside: Verbs;
}

/**
 * A server behind a proxy, an adapter that waits for it as long as `answerMs`, and one beside it.
 */
export async function throughProxy(subject: Subject, answerMs: number): Promise<ThroughProxy> {
  const { port } = await subject.broker();
  const proxy = await proxyTo(port);
  const adapter = subject.adapterFor(proxy.port, { answerMs, connectMs: answerMs });
  await adapter.open();
  await adapter.reserve(['jobs'], { max: 10, waitMs: 0 });
  return { adapter, proxy, beside: subject.adapterFor(port) };
}
