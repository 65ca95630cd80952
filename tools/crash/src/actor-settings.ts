import type { Role } from './role.js';
import type { SaboteurName } from './saboteurs.js';

/** How a process makes its adapter: `(await import(module))[factory](store, options)`. */
export interface Target {
  readonly module: string;
  readonly factory: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What one process of the run is told. */
export interface ActorSettings {
  readonly name: string;
  readonly role: Role;
  readonly seed: number;
  /** The folder that all processes share. */
  readonly store: string;
  /** The file for this process's own history. */
  readonly history: string;
  readonly target: Target;
  readonly paceMs: number;
  /** A call unanswered for longer is a fault. */
  readonly hangMs: number;
  /** Closes and leaves by itself after about this long. */
  readonly lifetimeMs: number;
  readonly saboteur?: SaboteurName;
}

/** What a process tells its parent. */
export type ActorMessage = 'ready' | 'beat' | 'large-write' | { readonly completed: number };
