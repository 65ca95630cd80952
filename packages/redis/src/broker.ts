import type { Argument, Sending } from './connection/call.js';
import type { Link } from './connection/link.js';
import { Cycles } from './cycles.js';
import type { Keys } from './keys.js';
import type { ScriptName, Scripts } from './scripts/scripts.js';
import { ServerClock } from './server-clock.js';

/** What every verb works with: the command connection, the names of keys, the scripts. */
export class Broker {
  readonly link: Link;
  readonly keys: Keys;
  readonly clock: ServerClock = new ServerClock();
  readonly cycles: Cycles;
  /** Those that fit the server; known once it is open. */
  scripts: Scripts;

  constructor(link: Link, keys: Keys, scripts: Scripts) {
    this.link = link;
    this.keys = keys;
    this.cycles = new Cycles(keys);
    this.scripts = scripts;
  }

  /** Runs a script on one queue. */
  run(
    name: ScriptName,
    queue: string,
    args: readonly Argument[],
    options?: { readonly sending?: Sending; readonly timeoutMs?: number },
  ): Promise<unknown> {
    const script = this.scripts[name];
    return this.link.run(script, this.keys.all(queue, script.parts), args, options);
  }
}
