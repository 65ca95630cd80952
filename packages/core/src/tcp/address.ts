import { checkWhole, shown } from '../adapter/checks.js';
import { type QueryKinds, queryOptions } from '../adapter/dsn-options.js';
import { JobQueueError } from '../errors.js';

/** Where a server listens for connections over the network. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where a server listens: there, or at a Unix socket of this machine. */
export type ServerAddress = (Address & { readonly path?: undefined }) | { readonly path: string };

/** How the servers of one adapter are named. */
export interface ServerDsn {
  /** Whose addresses, for messages, such as `beanstalkd`. */
  readonly what: string;
  /** Those that may stand before `://`; the first is used in examples. */
  readonly schemes: readonly [string, ...string[]];
  readonly defaultPort: number;
  /** What may follow a `?`. */
  readonly kinds: QueryKinds;
  /** The server can listen on a Unix socket. */
  readonly sockets?: boolean;
}

const PARTS = /^(?:([a-z]+):\/\/)?([^?#]*)(?:\?([^#]*))?$/;
const SERVER = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::(\d+))?$/;
const SOCKET = /^(?:unix:)?(\/.+)$/;

/**
 * Reads `host`, `host:port`, `[v6]:port`, several of them with commas between, or where `sockets` a
 * path (`unix:/run/server.sock`, `scheme:///run/server.sock`); each with or without scheme, and
 * with options after a `?`.
 * @throws JobQueueError `invalid`, which says which part is wrong and shows no password
 */
export function parseServerDsn(
  dsn: unknown,
  { what, schemes, defaultPort, kinds, sockets = false }: ServerDsn,
): { readonly servers: readonly ServerAddress[]; readonly options: Record<string, unknown> } {
  const invalid = (text: string): JobQueueError =>
    new JobQueueError('invalid', `${what} address: ${text}`);
  const [like] = schemes;
  const example = `write it like ${like}://host:${defaultPort} or ${like}://one:${defaultPort},two:${defaultPort}`;
  if (typeof dsn !== 'string') throw invalid(`${shown(dsn)} is no text; ${example}`);
  const [, scheme, hosts = '', query] = PARTS.exec(dsn) ?? [];
  if (scheme !== undefined && !schemes.includes(scheme))
    throw invalid(`the scheme "${scheme}:" is another broker's; ${example}`);
  if (hosts.includes('@')) throw invalid(`it takes no user and no password; ${example}`);
  if (hosts === '') throw invalid(`no server is named; ${example}`);
  const options = queryOptions(query, kinds, invalid);
  const socket = sockets ? SOCKET.exec(hosts)?.[1] : undefined;
  if (socket !== undefined) return { servers: [{ path: decoded(socket, invalid) }], options };
  const servers = hosts
    .replace(/\/$/, '')
    .split(',')
    .map((each) => parseServer(each, defaultPort, what));
  const names = servers.map(nameOf);
  if (new Set(names).size < names.length) throw invalid(`a server is named twice in ${hosts}`);
  return { servers, options };
}

/** `host:port` or `unix:/path`, for messages. */
export function nameOf(address: ServerAddress): string {
  return address.path === undefined ? `${address.host}:${address.port}` : `unix:${address.path}`;
}

/**
 * Reads `host`, `host:port` or `[v6]:port`.
 * @param what whose address, for messages
 * @throws JobQueueError `invalid`
 */
export function parseServer(text: string, defaultPort: number, what: string): Address {
  const [, v6, name, port = String(defaultPort)] = SERVER.exec(text) ?? [];
  const host = v6 ?? name;
  if (host === undefined)
    throw new JobQueueError(
      'invalid',
      `${what} address: ${shown(text)} is no server: write host or host:port`,
    );
  checkWhole(`${what} address: port`, Number(port), 1, 65_535);
  return { host, port: Number(port) };
}

function decoded(path: string, invalid: (text: string) => JobQueueError): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw invalid(`the path ${shown(path)} has a "%" without two digits; write "%" itself as %25`);
  }
}
