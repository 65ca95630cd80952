import type { RedisSettings } from '../options.js';
import type { Argument, Sending } from './call.js';
import { checkServer } from './check.js';
import { CycleBatcher } from './cycle-batcher.js';
import type { Link } from './link.js';
import type { Keys } from './scripts/keys.js';
import { type ScriptName, type Scripts, scripts, scriptsWithFlags } from './scripts/scripts.js';

/** The server as the verbs see it: the connection for commands, the names of keys, the scripts. */
export class Server {
  readonly link: Link;
  readonly keys: Keys;
  readonly cycles: CycleBatcher;
  readonly #settings: RedisSettings;
  #scripts: Scripts = scripts;
  #opening: Promise<void> | undefined;
  #isOpen = false;

  constructor(link: Link, keys: Keys, settings: RedisSettings) {
    this.link = link;
    this.keys = keys;
    this.#settings = settings;
    this.cycles = new CycleBatcher(this);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Those that fit the server; known once it is open. */
  get scripts(): Scripts {
    return this.#scripts;
  }

  /** Connects and looks at the server, once. */
  open(): Promise<void> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /** Runs a script on one queue. */
  run(
    name: ScriptName,
    queue: string,
    args: readonly Argument[],
    options?: { readonly sending?: Sending; readonly timeoutMs?: number },
  ): Promise<unknown> {
    const script = this.#scripts[name];
    return this.link.run(script, this.keys.all(queue, script.parts), args, options);
  }

  async #open(): Promise<void> {
    await this.link.command('ping', [], { impatient: true });
    const { scriptFlags } = await checkServer(this.link, this.#settings);
    if (scriptFlags) this.#scripts = scriptsWithFlags;
    this.#isOpen = true;
  }
}
