import { isQueueName } from '@jq/core/adapter';

import { replyError } from '../errors.js';
import type { Connection } from '../wire/connection.js';
import { entriesOf, numberOf } from '../wire/yaml.js';

/**
 * Queues that have or had tasks, of those that the server has not forgotten because they are empty
 * and unused.
 */
export async function queueNames(connection: Connection): Promise<string[]> {
  const { line, body } = await connection.call('list-tubes');
  if (body === undefined) throw replyError(connection.server, line);
  const names = entriesOf(body.toString('latin1')).filter(isQueueName);
  const used = await Promise.all(names.map((name) => hadTasks(connection, name)));
  return names.filter((_, index) => used[index]);
}

async function hadTasks(connection: Connection, name: string): Promise<boolean> {
  const { body } = await connection.call(`stats-tube ${name}`);
  const text = body?.toString('latin1') ?? '';
  return numberOf(text, 'total-jobs') > 0;
}
