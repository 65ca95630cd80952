import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { formatEvent } from '@jq/contract/history';

import type { ActorMessage, ActorSettings } from './actor-settings.js';
import { bootMs } from './boot-clock.js';
import type { Random } from './random.js';
import { type Fault, LineWriter } from './recorded-adapter.js';
import type { Role } from './role.js';

/** What is the same for all processes of a run. */
export type SharedSettings = Omit<ActorSettings, 'name' | 'role' | 'seed' | 'history'> & {
  /** Address of the compiled actor.ts. */
  readonly actor: string;
  readonly histories: string;
  /** Where the store is copied to as it is when a process hangs for the first time. */
  readonly evidence: string;
};

interface Member {
  readonly name: string;
  readonly role: Role;
  readonly child: ChildProcess;
  /** It has its adapter. */
  ready: boolean;
  /** It gave a sign of life after that: on a slow machine a kill before would interrupt nothing. */
  working: boolean;
  stopped: boolean;
  killed: boolean;
  /** Checks since the last sign of life. */
  silent: number;
}

const SILENT_LIMIT_S = 20;
const LEAVE_LIMIT_MS = 20_000;

/** The processes of a run: replaces whoever ends, notes every death, tells who hangs. */
export class Processes {
  readonly #settings: SharedSettings;
  readonly #history: LineWriter;
  readonly #faults: LineWriter;
  readonly #random: Random;
  readonly #members = new Set<Member>();
  readonly #watch: NodeJS.Timeout;
  #ending = false;
  started = 0;
  kills = 0;
  /** Tasks, as far as those who completed them could still say so. */
  completed = 0;
  stops = 0;
  /** Called when a member is about to write megabytes. */
  onLargeWrite: (kill: () => void) => void = () => undefined;

  constructor(settings: SharedSettings, random: Random) {
    this.#settings = settings;
    this.#history = new LineWriter(join(settings.histories, 'run.jsonl'));
    this.#faults = new LineWriter(join(settings.histories, 'run.jsonl.faults'));
    this.#random = random;
    this.#watch = setInterval(() => this.#findSilent(), 1000);
  }

  start(role: Role): Member {
    this.started += 1;
    const name = `${role[0]}${this.started}`;
    const { actor, histories, evidence: _, ...shared } = this.#settings;
    const history = join(histories, `${name}.jsonl`);
    const seed = this.#random.whole(0, 2 ** 32 - 1);
    const settings: ActorSettings = { ...shared, name, role, seed, history };
    const child = fork(fileURLToPath(actor), [JSON.stringify(settings)], {
      execArgv: ['--enable-source-maps'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const member: Member = {
      name,
      role,
      child,
      ready: false,
      working: false,
      stopped: false,
      killed: false,
      silent: 0,
    };
    this.#members.add(member);
    this.#listen(member);
    return member;
  }

  kill(): void {
    const member = this.#any();
    if (member !== undefined) this.#kill(member);
  }

  /** Stands one process still for a while. */
  async stop(ms: number): Promise<void> {
    const member = this.#any();
    if (member === undefined || member.stopped) return;
    member.stopped = true;
    this.stops += 1;
    member.child.kill('SIGSTOP');
    await sleep(ms);
    member.child.kill('SIGCONT');
    member.stopped = false;
  }

  /** Lets everybody finish and leave. */
  async dismiss(): Promise<void> {
    this.#ending = true;
    await Promise.all([...this.#members].map((member) => this.#dismiss(member)));
    clearInterval(this.#watch);
  }

  /** Runs one more process to its own end. */
  async finish(role: Role, limitMs: number): Promise<string> {
    const member = this.start(role);
    await this.#exit(member, limitMs);
    return member.name;
  }

  fault(text: string): void {
    const fault: Fault = { at: bootMs(), by: 'run', text };
    this.#faults.write(`${JSON.stringify(fault)}\n`);
  }

  async #dismiss(member: Member): Promise<void> {
    member.child.kill('SIGCONT');
    member.child.kill('SIGTERM');
    await this.#exit(member, LEAVE_LIMIT_MS);
  }

  async #exit(member: Member, limitMs: number): Promise<void> {
    const { child, name } = member;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const timer = setTimeout(() => {
      this.fault(`${name} did not end within ${limitMs} ms`);
      this.#kill(member);
    }, limitMs);
    await once(child, 'exit');
    clearTimeout(timer);
  }

  #any(): Member | undefined {
    const members = [...this.#members].filter(({ working, killed }) => working && !killed);
    return members.length === 0 || this.#ending ? undefined : this.#random.pick(members);
  }

  #kill(member: Member): void {
    if (member.killed) return;
    member.killed = true;
    this.kills += 1;
    this.#ends(member.name);
    member.child.kill('SIGKILL');
  }

  #listen(member: Member): void {
    const { child, name, role } = member;
    let complaint = '';
    child.stderr?.on(
      'data',
      (text: Buffer) => (complaint = (complaint + text.toString()).slice(-2000)),
    );
    child.on('message', (message: ActorMessage) => {
      member.silent = 0;
      member.working ||= member.ready;
      member.ready ||= message === 'ready';
      if (typeof message === 'object') this.completed += message.completed;
      if (message === 'large-write' && !this.#ending) this.onLargeWrite(() => this.#kill(member));
    });
    child.on('exit', (code, signal) => {
      this.#members.delete(member);
      // Asked to leave before it could listen.
      const dismissed = this.#ending && signal === 'SIGTERM';
      if (!member.killed && !dismissed && code !== 0)
        this.fault(`${name} ended with ${signal ?? code}: ${complaint}`);
      if (!this.#ending) this.start(role);
    });
  }

  #findSilent(): void {
    for (const member of this.#members) {
      if (member.stopped || member.killed) continue;
      member.silent += 1;
      if (member.silent <= SILENT_LIMIT_S) continue;
      this.fault(`${member.name} gave no sign of life for ${SILENT_LIMIT_S} s`);
      this.#keepStore();
      this.#kill(member);
    }
  }

  /** Written before it is made to: what it holds may be given to others from now on. */
  #ends(by: string): void {
    this.#history.write(formatEvent({ at: bootMs(), by, kind: 'died' }));
  }

  #keepStore(): void {
    const { store, evidence } = this.#settings;
    if (existsSync(store) && !existsSync(evidence)) cpSync(store, evidence, { recursive: true });
  }
}
