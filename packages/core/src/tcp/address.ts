import { shown } from '../adapter/checks.js';
import { JobQueueError } from '../errors.js';

/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

const SERVER = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/;

/**
 * Reads `host`, `host:port`, `[v6]:port`, or several with commas between.
 * @throws JobQueueError `invalid` for what is no server, or for one that is named twice
 */
export function parseAddresses(text: string, defaultPort: number): readonly Address[] {
  const addresses = text.split(',').map((each) => parseAddress(each, defaultPort));
  const names = addresses.map(nameOf);
  if (new Set(names).size < names.length)
    throw new JobQueueError('invalid', `a server is named twice in ${text}`);
  return addresses;
}

/** `host:port`, for messages. */
export function nameOf({ host, port }: Address): string {
  return `${host}:${port}`;
}

function parseAddress(text: string, defaultPort: number): Address {
  const [, v6, name, port = String(defaultPort)] = SERVER.exec(text) ?? [];
  const host = v6 ?? name;
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535)
    throw new JobQueueError('invalid', `${shown(text)} is no server: write host or host:port`);
  return { host, port: Number(port) };
}
