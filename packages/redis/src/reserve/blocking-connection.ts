import { JobQueueError, sleep, systemClock } from '@jq/core/adapter';
import { type Cluster, Command, Redis } from 'ioredis';

import type { Argument, Sending } from '../broker/call.js';
import { type Connecting, type Connection, duplicateOf } from '../broker/clients.js';
import { Link } from '../broker/link.js';
import type { Script } from '../broker/scripts/script.js';

/** Longest time in one blocking command: what a lost marker costs at most. */
export const LONGEST_WAIT_MS = 1000;
// How long its end may take to get through.
const GRACE_MS = 2000;
const KICK_AGAIN_MS = 5;

/** A script to run as soon as the wait is over. */
export interface FollowUp {
  readonly script: Script;
  readonly args: Argument[];
  readonly sending: Sending;
}

/** A connection of its own on which to wait, and who can end the wait. */
interface WaitEnds {
  readonly connection: Connection;
  /**
   * CLIENT UNBLOCK, over another connection to the same server; answers 1 if the client was
   * blocked.
   */
  readonly unblock: (clientId: string) => Promise<unknown>;
}

/** What connections to wait on have in common. */
export interface Waiting {
  /** The one for commands. */
  readonly link: Link;
  readonly connecting: Connecting;
  readonly known: { worked: boolean };
}

/** One blocking wait at a time on one connection. */
export class BlockingConnection {
  readonly #link: Link;
  readonly #ends: WaitEnds;
  #clientId: string | undefined;
  #looks = 0;
  #looking = false;
  #kicked = false;

  constructor(ends: WaitEnds, { connecting, known }: Waiting) {
    const { place, settings } = connecting;
    this.#ends = ends;
    this.#link = new Link(ends.connection, {
      place,
      timeoutMs: LONGEST_WAIT_MS + Math.max(GRACE_MS, settings.timeoutMs),
      silentAfterMs: LONGEST_WAIT_MS + GRACE_MS,
      repeats: false,
      known,
    });
  }

  /**
   * Waits for a marker in one of `wakeKeys`, at most `waitMs` (above 0, up to a second) or until
   * kicked. The script goes along: the server runs it the moment the wait ends. Answers its reply;
   * without one, that to the wait.
   */
  look(wakeKeys: readonly string[], waitMs: number, next?: FollowUp): Promise<unknown> {
    this.#looks++;
    this.#looking = true;
    this.#kicked = false;
    if (this.#clientId === undefined) void this.#identify();
    return new Promise((resolve, reject) => {
      let open = next === undefined ? 1 : 2;
      let answer: unknown;
      let failure: Error | undefined;
      // Both are over before the next look, whatever became of them.
      const over = (): void => {
        if (--open > 0) return;
        this.#looking = false;
        if (failure === undefined) resolve(answer);
        else reject(failure);
      };
      const failed = (error: Error): void => {
        failure ??= error;
        over();
      };
      const answered = (reply: unknown): void => {
        answer = reply;
        over();
      };
      // Redis before 7 takes less than a millisecond for no end.
      const args = [...wakeKeys, String(Math.ceil(waitMs) / 1000)];
      const waited = next === undefined ? answered : over;
      this.#link.send({ name: 'bzpopmin', args, resolve: waited, reject: failed });
      if (next === undefined) return;
      this.#link.send({ name: 'evalsha', ...next, resolve: answered, reject: failed });
    });
  }

  /** Ends the present look early. */
  kick(): void {
    if (!this.#looking || this.#kicked) return;
    this.#kicked = true;
    void this.#unblock(this.#looks);
  }

  /** Nothing must be waiting: a server may serve a wait whose connection is going. */
  close(): void {
    this.#link.close();
  }

  async #identify(): Promise<void> {
    const look = this.#looks;
    try {
      const id = await this.#link.command('client', ['ID']);
      this.#clientId = String(id);
      if (this.#kicked) void this.#unblock(look);
    } catch {
      // Then waits end by themselves.
    }
  }

  /** The request may be faster than the wait it shall end. */
  async #unblock(look: number): Promise<void> {
    while (this.#looking && this.#looks === look && this.#clientId !== undefined) {
      try {
        if (Number(await this.#ends.unblock(this.#clientId)) === 1) return;
      } catch {
        return;
      }
      await sleep(systemClock, KICK_AGAIN_MS, undefined);
    }
  }
}

/**
 * To wait for markers; `wakeKey` says on which node of a cluster.
 * @throws JobQueueError `unavailable`
 */
export function blockingConnection(waiting: Waiting, wakeKey: string): BlockingConnection {
  const { link, connecting } = waiting;
  if (link.client instanceof Redis) {
    const unblock = (id: string): Promise<unknown> => link.command('client', ['UNBLOCK', id]);
    const connection = duplicateOf(link.client, connecting);
    return new BlockingConnection({ connection, unblock }, waiting);
  }
  const node = nodeOf(link.client, wakeKey);
  const unblock = (id: string): Promise<unknown> => node.client('UNBLOCK', id);
  const connection = duplicateOf(node, connecting);
  return new BlockingConnection({ connection, unblock }, waiting);
}

function nodeOf(cluster: Cluster, key: string): Redis {
  const name = cluster.slots[new Command('get', [key]).getSlot()]?.[0];
  const node = cluster
    .nodes('master')
    .find(({ options }) => name === `${options.host}:${options.port}`);
  if (node !== undefined) return node;
  cluster.refreshSlotsCache();
  throw new JobQueueError('unavailable', `no node of the cluster serves the key ${key} now`);
}
