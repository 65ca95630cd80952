import { JobQueueError, type QueryKinds, queryOptions } from '@jq/core/adapter';

import type { SqsOptions } from './options.js';

const KINDS: QueryKinds = {
  flags: ['fifo', 'create'],
  numbers: ['pollMs', 'requestMs', 'timeoutMs', 'lingerMs', 'foreignTtrMs'],
  lists: ['bands'],
  texts: ['endpoint', 'group'],
  maps: ['names'],
};
const DSN = /^sqs:(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(#.*)?$/;
const FORM = 'write it like sqs://eu-central-1/prefix';

/**
 * `sqs://region/prefix?fifo=true`, or `sqs:` with everything as the SDK finds it. Test servers:
 * `sqs://key:secret@us-east-1?endpoint=http://127.0.0.1:4566`.
 * @throws JobQueueError `invalid`, which names the part of the DSN that is wrong, and never shows
 * one that may hold a secret
 */
export function parseDsn(dsn: string): SqsOptions {
  const [all, authority = '', path = '', query, hash] = DSN.exec(dsn) ?? [];
  if (all === undefined) throw invalid(FORM);
  const at = authority.lastIndexOf('@');
  checkParts(authority.slice(at + 1), path, hash);
  const region = authority.slice(at + 1);
  const prefix = path.replace(/^\//, '');
  return {
    ...(region !== '' && { region }),
    ...(prefix !== '' && { prefix }),
    ...(at >= 0 && credentialsOf(authority.slice(0, at))),
    ...queryOptions(query, KINDS, invalid),
  };
}

/** Characters that end a part of the DSN may come from a secret in which they are not encoded. */
function checkParts(region: string, path: string, hash: string | undefined): void {
  if (path.includes('@'))
    throw invalid('the secret has a "/" that is not encoded: write it as %2F, or name no keys');
  if (hash !== undefined)
    throw invalid('nothing may follow a "#"; in a secret, write it as %23, and a "?" as %3F');
  if (region.includes(':'))
    throw invalid(
      'a ":" after sqs:// needs key:secret@region, with "?" as %3F, "/" as %2F; the host and port of a server go to ?endpoint=',
    );
  if (!/^[A-Za-z0-9-]*$/.test(region))
    throw invalid(`the region, between sqs:// and the next "/", has other characters; ${FORM}`);
  if (path !== '' && !/^\/[A-Za-z0-9_-]*$/.test(path))
    throw invalid(`the prefix, after the region, has other characters than A–Z, 0–9, "_", "-"`);
}

function credentialsOf(text: string): SqsOptions {
  const end = text.indexOf(':');
  if (end <= 0 || end === text.length - 1)
    throw invalid('give both key and secret, sqs://key:secret@region, or better neither of them');
  try {
    const accessKeyId = decodeURIComponent(text.slice(0, end));
    const secretAccessKey = decodeURIComponent(text.slice(end + 1));
    return { credentials: { accessKeyId, secretAccessKey } };
  } catch {
    throw invalid('key or secret has a "%" without two digits after it: write "%" as %25');
  }
}

const invalid = (what: string): JobQueueError => new JobQueueError('invalid', `sqs DSN: ${what}`);
