import {
  type Adapter,
  adapterOver,
  bands,
  hops,
  parking,
  resending,
  type Transport,
} from '@jq/core';

import { type Settings } from './options.js';
import type { SqsCapabilities, TransportCapabilities } from './supports.js';
import { SqsTransport } from './transport.js';

/** Of looks at held tasks: short polls may not see them. */
const LOOK_MS = 1000;

export function makeAdapter(settings: Settings): Adapter<SqsCapabilities> {
  const transport: Transport<TransportCapabilities> = new SqsTransport(settings);
  const banded =
    settings.bands.length > 0 ? bands(transport, { thresholds: settings.bands }) : transport;
  // FIFO queues have no delay to hop with; the transport keeps theirs by itself.
  const delayed = settings.fifo ? banded : hops(banded as Transport);
  const parked = parking(resending(delayed as Transport), {
    lookMs: LOOK_MS,
    retentionMs: Number(settings.attributes['MessageRetentionPeriod']) * 1000,
    onExpiring: ({ queue, id, expiresAt }) =>
      settings.onWarning(
        `held task ${id} of queue ${queue} will be deleted by SQS at ${new Date(expiresAt).toISOString()}: unhold it, or keep it elsewhere`,
      ),
  });
  // What was composed depends on the settings in ways that only the type of the whole says.
  return adapterOver(parked) as unknown as Adapter<SqsCapabilities>;
}
