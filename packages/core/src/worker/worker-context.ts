import type { Adapter } from '../adapter/adapter.js';
import type { Clock } from '../time/clock.js';
import { Condition } from './slots.js';
import { TaskLife } from './task-life.js';

/** What the roles of one worker share. */
export class WorkerContext {
  readonly name: string;
  readonly adapter: Adapter;
  readonly clock: Clock;
  readonly random: () => number;
  readonly life: TaskLife;
  /** Woken when a slot or a settlement is done with, and when the worker is told to stop. */
  readonly waiters: Condition = new Condition();

  constructor(name: string, adapter: Adapter, clock: Clock, random: () => number) {
    this.name = name;
    this.adapter = adapter;
    this.clock = clock;
    this.random = random;
    this.life = new TaskLife(name);
  }
}
