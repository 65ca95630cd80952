import { JobQueueError } from '@jq/core/adapter';
import { Command, type Redis } from 'ioredis';

import { isDenied, isReply, replicaError, replyError } from '../errors.js';
import type { Credentials } from '../options.js';

/** What a new connection must have done before it carries a command. */
export interface Handshake {
  /** For errors: which server. */
  readonly place: string;
  readonly credentials: () => Credentials | Promise<Credentials>;
  readonly db: number;
  /** Seen in CLIENT LIST; none if empty. */
  readonly name: string;
  /** A connection like this was good before, so what is denied now may come back. */
  readonly worked: () => boolean;
}

type Step = readonly [name: string, args: readonly string[], hint: string];

/**
 * Readies a connection, in one round trip.
 * @throws JobQueueError of the first step that was refused; other errors if the connection failed
 */
export async function shakeHands(client: Redis, handshake: Handshake): Promise<void> {
  const steps = stepsOf(await credentialsOf(handshake), handshake);
  const replies = steps.map(([name, args]) =>
    client.sendCommand(new Command(name, [...args], { replyEncoding: 'utf8' })),
  );
  const info = client.sendCommand(
    new Command('info', ['replication'], { replyEncoding: 'utf8' }),
  ) as Promise<string>;
  const outcomes = await Promise.allSettled([...replies, info]);
  for (const [i, outcome] of outcomes.entries())
    if (outcome.status === 'rejected') throw refusal(outcome.reason as Error, steps[i], handshake);
  const text = await info;
  if (!/^role:slave/m.test(text)) return;
  const [host, port] = ['master_host', 'master_port'].map(
    (name) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(text)?.[1] ?? '?',
  );
  throw replicaError(handshake.place, `${host}:${port}`);
}

/** @throws JobQueueError `invalid`, `unavailable` */
export async function credentialsOf({
  place,
  credentials,
  worked,
}: Pick<Handshake, 'place' | 'credentials' | 'worked'>): Promise<Credentials> {
  let given: unknown;
  try {
    given = await credentials();
  } catch (error) {
    // Not as the cause: it may hold what must not be shown.
    const kind = error instanceof Error ? error.name : typeof error;
    throw new JobQueueError('unavailable', `${place}: the function credentials failed (${kind})`);
  }
  const { username, password } = (given ?? {}) as Credentials;
  const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';
  if (typeof given === 'object' && isText(username) && isText(password))
    return { username, password };
  throw new JobQueueError(
    worked() ? 'unavailable' : 'invalid',
    `${place}: the function credentials must answer { username?, password? }, both texts`,
  );
}

function stepsOf({ username, password }: Credentials, { db, name }: Handshake): Step[] {
  const steps: Step[] = [];
  if (username || password) {
    const names = username ? [username] : [];
    const hint = 'check user and password, or leave both out if the server asks for none';
    steps.push(['auth', [...names, password ?? ''], hint]);
  }
  if (db !== 0)
    // In capitals, as ioredis would remember `select` and send it with each next connection, and
    // leave a refusal unhandled.
    steps.push(['SELECT', [String(db)], `database ${db} must exist and the user needs +select`]);
  if (name !== '')
    steps.push([
      'client',
      ['SETNAME', name],
      "the user needs +client|setname, or connectionName: ''",
    ]);
  return steps;
}

function refusal(error: Error, step: Step | undefined, { place, worked }: Handshake): Error {
  if (!isReply(error)) return error;
  const { code, message, cause } = replyError(error, place, worked());
  if (step === undefined || !isDenied(error)) return new JobQueueError(code, message, { cause });
  const [name, [what], hint] = step;
  const command = name === 'auth' ? 'AUTH' : `${name.toUpperCase()} ${what ?? ''}`;
  return new JobQueueError(code, `${message} (to ${command}: ${hint})`, { cause });
}
