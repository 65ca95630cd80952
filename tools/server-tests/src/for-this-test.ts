import { type FaultProxy, startFaultProxy } from '@jq/brokers';
import { onTestFinished } from 'vitest';

/** What was started for this test, stopped with it. */
export async function forThisTest<T extends { stop(): Promise<void> }>(
  starting: Promise<T>,
): Promise<T> {
  const started = await starting;
  onTestFinished(() => started.stop());
  return started;
}

/** A proxy that breaks connections to a server, stopped with the test. */
export function proxyTo(port: number): Promise<FaultProxy> {
  return forThisTest(startFaultProxy(port));
}
