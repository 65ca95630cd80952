import type { Broker } from '../server/broker.js';
import { startOwnBroker } from '../server/own-broker.js';

/** What `@jq/sqs` connects to, on a loopback port; the test server takes any credentials. */
export function sqsUrl(port: number): string {
  return `sqs://test:test@us-east-1?endpoint=http://127.0.0.1:${port}`;
}

// Its own command line would listen on all interfaces, and it looks at its timers only when
// somebody receives.
const program = (port: number): string => {
  const home = import.meta.resolve('fauxqs');
  return `
    const { buildApp } = await import(${JSON.stringify(home)});
    const { SqsStore } = await import(${JSON.stringify(new URL('sqs/sqsStore.js', home).href)});
    const sqsStore = new SqsStore();
    const app = buildApp({ logger: false, host: '127.0.0.1', stores: { sqsStore } });
    await app.listen({ port: ${port}, host: '127.0.0.1' });
    setInterval(() => sqsStore.processAllTimers(), 50);`;
};

/** Starts fauxqs, an SQS that lives in memory: it forgets everything when it ends. */
export function startSqs(): Promise<Broker> {
  return startOwnBroker({
    scheme: 'sqs',
    url: sqsUrl,
    binary: process.execPath,
    args: (port) => ['--input-type=module', '--eval', program(port)],
    ready: answers,
  });
}

async function answers(port: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(1000);
    return (await fetch(`http://127.0.0.1:${port}/health`, { signal })).ok;
  } catch {
    return false;
  }
}
