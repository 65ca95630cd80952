import type { JobQueueError } from './errors.js';

/**
 * An error on one line, for people. Foreign errors are named but not quoted: their messages may hold
 * task data or a password.
 */
export function errorLine(who: string, error: JobQueueError): string {
  const said = error.code === 'unexpected' ? foreign(error) : error.message;
  return `jq ${who}: ${error.code}: ${said}`.replaceAll(/\s+/g, ' ');
}

function foreign(error: JobQueueError): string {
  const [doing] = error.message.split(':', 1);
  const { cause } = error;
  if (!(cause instanceof Error)) return `${doing} failed`;
  const code = (cause as { code?: unknown }).code;
  const name = cause.constructor.name;
  return typeof code === 'string' ? `${doing} failed: ${name} ${code}` : `${doing} failed: ${name}`;
}
