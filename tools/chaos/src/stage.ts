import { type Broker, type FaultProxy, startFaultProxy } from '@jq/brokers';
import { type HistoryEvent, HistoryRecorder } from '@jq/contract';
import { type Adapter, JobQueueError } from '@jq/core';

import type { Random } from './random.js';

/** What is put to the test. */
export interface Subject {
  /** A broker that keeps acknowledged tasks when it is killed. */
  start(): Promise<Broker>;
  /** An adapter for the broker, or a proxy, on a port of this machine. */
  connect(port: number): Adapter;
  /** How long one of its calls may take beyond what it waits. */
  readonly patienceMs: number;
  /** What can happen to this kind of broker only, by the name of the fault. */
  readonly ownFaults?: Readonly<Record<string, (broker: Broker) => Promise<void>>>;
}

/** Every verb: who takes part looks at `supports` before it uses one that may be missing. */
export type Verbs = Required<Adapter>;

/** One connection of who takes part, through a proxy of its own, with all it does written down. */
export interface Actor {
  readonly adapter: Verbs;
  readonly proxy: FaultProxy;
  /**
   * Leases that end with their connection are over from now on: something is about to happen to it.
   */
  doom(): void;
  /** As if the process were killed: connections are gone, nothing is given back. */
  die(): Promise<void>;
}

/** What all who take part in a run share. */
export class Stage {
  readonly subject: Subject;
  readonly broker: Broker;
  readonly random: Random;
  readonly queues: readonly ['a', 'b'] = ['a', 'b'];
  readonly events: HistoryEvent[] = [];
  readonly actors: Set<Actor> = new Set();
  /** Calls that took longer than they may. */
  readonly hangs: string[] = [];
  /** Outcomes of calls, by verb and code. */
  readonly outcomes: Map<string, number> = new Map();
  over = false;
  /** Tasks put and not yet completed, as far as calls were answered. */
  waiting = 0;
  #named = 0;

  constructor(subject: Subject, broker: Broker, random: Random) {
    this.subject = subject;
    this.broker = broker;
    this.random = random;
  }

  async actor(role: string): Promise<Actor> {
    const by = `${role} ${++this.#named}`;
    const proxy = await startFaultProxy(this.broker.port);
    const adapter = this.subject.connect(proxy.port);
    const sink = (event: HistoryEvent): void => void this.events.push(event);
    const recorded = new HistoryRecorder({ by, sink }).wrap(adapter) as Verbs;
    const gone = (): void => sink({ at: Number(process.hrtime.bigint()) / 1e6, by, kind: 'died' });
    const leave = async (): Promise<void> => {
      this.actors.delete(actor);
      await proxy.stop();
    };
    const close = async (): Promise<void> => {
      await recorded.close();
      await leave();
    };
    const actor: Actor = {
      adapter: { ...recorded, close },
      proxy,
      doom: () => {
        if (adapter.supports.lease === 'connection') gone();
      },
      die: async () => {
        gone();
        await leave();
        await adapter.close();
      },
    };
    this.actors.add(actor);
    return actor;
  }

  /** Makes a call; undefined if it failed as a whole. Nothing may take forever. */
  async call<T>(verb: string, run: () => Promise<T>, waitMs: number = 0): Promise<T | undefined> {
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
      if (took > waitMs + this.subject.patienceMs) this.hangs.push(`${verb} took ${took} ms`);
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
