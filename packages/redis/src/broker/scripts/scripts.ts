import { cycle } from './cycle.js';
import { hold } from './hold.js';
import { pause } from './pause.js';
import { peek } from './peek.js';
import { purge } from './purge.js';
import { put, putOne } from './put.js';
import { remove } from './remove.js';
import { retry } from './retry.js';
import { allowingOom, type Script } from './script.js';
import { stats } from './stats.js';
import { touch } from './touch.js';
import { unhold } from './unhold.js';

export type ScriptName =
  | 'cycle'
  | 'hold'
  | 'pause'
  | 'peek'
  | 'purge'
  | 'put'
  | 'putOne'
  | 'remove'
  | 'retry'
  | 'stats'
  | 'touch'
  | 'unhold';

export type Scripts = Readonly<Record<ScriptName, Script>>;

/** For any server. */
export const scripts: Scripts = {
  cycle,
  hold,
  pause,
  peek,
  purge,
  put,
  putOne,
  remove,
  retry,
  stats,
  touch,
  unhold,
};

/** For servers from 7 on: while memory is full only `put` is refused. */
export const scriptsWithFlags: Scripts = {
  ...(Object.fromEntries(
    Object.entries(scripts).map(([name, script]) => [name, allowingOom(script)]),
  ) as unknown as Scripts),
  put,
  putOne,
};
