import { JobQueueError, shown } from '@jq/core/adapter';

import type { SqsOptions } from './options.js';

const FLAGS: ReadonlySet<string> = new Set(['fifo', 'create']);
const NUMBERS: ReadonlySet<string> = new Set([
  'pollMs',
  'requestMs',
  'timeoutMs',
  'lingerMs',
  'foreignTtrMs',
]);
const KNOWN: readonly string[] = ['endpoint', 'group', 'bands', ...FLAGS, ...NUMBERS];

/**
 * `sqs://region/prefix?fifo=true`, or `sqs:` with everything as the SDK finds it. Test servers:
 * `sqs://key:secret@us-east-1?endpoint=http://127.0.0.1:4566`.
 * @throws JobQueueError `invalid`, without any part of the DSN that may hold a secret
 */
export function parseDsn(dsn: string): SqsOptions {
  const url = urlOf(dsn);
  const prefix = url.pathname.replace(/^\//, '');
  return {
    ...(url.hostname !== '' && { region: url.hostname }),
    ...(prefix !== '' && { prefix }),
    ...credentialsOf(url),
    ...optionsOf(url.searchParams),
  };
}

function urlOf(dsn: string): URL {
  let url: URL | undefined;
  try {
    url = new URL(dsn);
  } catch {
    // What the parser throws shows the whole DSN.
  }
  if (url?.protocol !== 'sqs:' || url.port !== '' || url.hash !== '')
    throw invalid('write it like sqs://eu-central-1/prefix, keys percent-encoded');
  return url;
}

function credentialsOf(url: URL): SqsOptions {
  if (url.username === '' && url.password === '') return {};
  if (url.username === '' || url.password === '')
    throw invalid('give both key and secret, sqs://key:secret@region, or better neither of them');
  const accessKeyId = decodeURIComponent(url.username);
  const secretAccessKey = decodeURIComponent(url.password);
  return { credentials: { accessKeyId, secretAccessKey } };
}

function optionsOf(params: URLSearchParams): SqsOptions {
  const options: Record<string, unknown> = {};
  for (const [name, value] of params) {
    if (!KNOWN.includes(name))
      throw invalid(`unknown option ${shown(name)}; known are ${KNOWN.join(', ')}`);
    options[name] = valueOf(name, value);
  }
  return options;
}

function valueOf(name: string, value: string): unknown {
  if (FLAGS.has(name)) {
    if (value === 'true' || value === 'false') return value === 'true';
    throw invalid(`${name}: use ${name}=true or ${name}=false`);
  }
  if (name === 'bands') return value === '' ? [] : value.split(',').map(Number);
  return NUMBERS.has(name) ? Number(value === '' ? NaN : value) : value;
}

const invalid = (what: string): JobQueueError => new JobQueueError('invalid', `sqs DSN: ${what}`);
