import { JobQueueError, type Results } from '@jq/core/adapter';
import type { Outgoing } from '@jq/core/emulations';
import { mayPass, readyTaker, type Servers, takerFor } from '@jq/core/tcp';

import type { Server } from '../server/server.js';
import type { Submission } from './stored-job.js';
import { SubmitCall } from './submit-call.js';

/** Where and how long to try. */
export interface SendRequest {
  readonly servers: Servers<Server>;
  /** On `performance.now`: for finding a server that takes the tasks. */
  readonly until: number;
  readonly signal: AbortSignal | undefined;
  readonly submissionOf: (message: Outgoing) => Submission;
}

/**
 * Submits a batch to the first server that takes it; what a server surely has not taken goes to the
 * next.
 */
export async function send(request: SendRequest, messages: readonly Outgoing[]): Promise<Results> {
  const results: (JobQueueError | undefined)[] = messages.map(() => undefined);
  let which: readonly number[] = [...messages.keys()];
  const { servers } = request;
  const refusing = new Set<Server>();
  while (which.length > 0) {
    let reason: JobQueueError | undefined;
    try {
      const { server, connection } =
        readyTaker(servers, refusing) ?? (await takerFor(servers, refusing, request));
      const submissionOf = (index: number): Submission =>
        request.submissionOf(messages[index] as Outgoing);
      const outcome = await new SubmitCall(connection, which, submissionOf, results).done;
      ({ again: which, reason } = outcome);
      if (outcome.refusing) refusing.add(server);
    } catch (error) {
      reason = JobQueueError.from(error, 'put');
    }
    const hopeless = refusing.size === servers.all.length;
    if (reason === undefined || (!hopeless && mayPass(reason, request.until))) continue;
    for (const index of which) results[index] = reason;
    break;
  }
  return results;
}
