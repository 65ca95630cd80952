import { type Broker, type FaultProxy, startFaultProxy } from '@jq/brokers';
import { type HistoryEvent, HistoryRecorder } from '@jq/contract';
import { type Adapter, JobQueueError } from '@jq/core';

import { redis, type RedisAdapter } from '../../src/index.js';
import type { Random } from './random.js';

/** Every verb. */
export type Full = Required<Adapter>;

const TIMEOUT_MS = 1500;
/** What a call may take beyond its own wait: a timeout, the rest of a look at the markers, a busy machine. */
const PATIENCE_MS = TIMEOUT_MS + 8000;

/** One connection of the crew, through a proxy of its own, with all it does written down. */
export interface Actor {
  readonly adapter: Full;
  readonly proxy: FaultProxy;
  /** As if the process were killed: connections are gone, nothing is given back. */
  die(): Promise<void>;
}

/** What all who take part in a run share. */
export class Stage {
  readonly broker: Broker;
  readonly random: Random;
  readonly queues = ['a', 'b'] as const;
  readonly events: HistoryEvent[] = [];
  readonly proxies = new Set<FaultProxy>();
  /** Calls that took longer than they may. */
  readonly hangs: string[] = [];
  /** Outcomes of calls, by verb and code. */
  readonly outcomes = new Map<string, number>();
  over = false;
  #actors = 0;

  constructor(broker: Broker, random: Random) {
    this.broker = broker;
    this.random = random;
  }

  async actor(role: string): Promise<Actor> {
    const by = `${role} ${++this.#actors}`;
    const proxy = await startFaultProxy(this.broker.port);
    this.proxies.add(proxy);
    const adapter = this.connect(proxy.port);
    const sink = (event: HistoryEvent): void => void this.events.push(event);
    const recorded = new HistoryRecorder({ by, sink }).wrap(adapter) as Full;
    const leave = async (): Promise<void> => {
      this.proxies.delete(proxy);
      await proxy.stop();
    };
    return {
      adapter: {
        ...recorded,
        close: async () => {
          await recorded.close();
          await leave();
        },
      },
      proxy,
      die: async () => {
        this.events.push({ at: Number(process.hrtime.bigint()) / 1e6, by, kind: 'died' });
        await leave();
        await adapter.close();
      },
    };
  }

  connect(port: number): RedisAdapter {
    return redis(
      { host: '127.0.0.1', port },
      { timeoutMs: TIMEOUT_MS, durable: 'nothing', onWarning: () => undefined },
    );
  }

  /** Makes a call; undefined if it failed as a whole. Nothing may take forever. */
  async call<T>(verb: string, run: () => Promise<T>, waitMs = 0): Promise<T | undefined> {
    const from = performance.now();
    try {
      const value = await run();
      this.#count(verb, 'ok');
      return value;
    } catch (error) {
      if (!JobQueueError.is(error)) throw error;
      this.#count(verb, error.code);
      return undefined;
    } finally {
      const took = Math.round(performance.now() - from);
      if (took > waitMs + PATIENCE_MS) this.hangs.push(`${verb} took ${took} ms`);
    }
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.random.below(ms)));
  }

  #count(verb: string, code: string): void {
    const key = `${verb} ${code}`;
    this.outcomes.set(key, (this.outcomes.get(key) ?? 0) + 1);
  }
}
