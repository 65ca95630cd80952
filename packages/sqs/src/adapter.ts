import type { Adapter } from '@jq/core/adapter';
import { adapterOver, bands, hops, parking, resending, type Transport } from '@jq/core/emulations';

import type { Settings } from './options.js';
import type { SqsCapabilities, TransportCapabilities } from './supports.js';
import { SqsTransport } from './transport.js';

/**
 * Looks at held tasks: short polls may not see them, and one that is cut off hides them for a
 * minute.
 */
const LOOKS = { lookMs: 1000, lookLeaseMs: 60_000 };

export function makeAdapter(settings: Settings): Adapter<SqsCapabilities> {
  return compose(new SqsTransport(settings), settings, LOOKS);
}

/** The transport with all that SQS lacks. */
export function compose(
  transport: Transport<TransportCapabilities>,
  { bands: thresholds, fifo, attributes, onWarning }: Settings,
  looks: { readonly lookMs: number; readonly lookLeaseMs: number },
): Adapter<SqsCapabilities> {
  const banded = thresholds.length > 0 ? bands(transport, { thresholds }) : transport;
  // FIFO queues have no delay to hop with; the transport keeps theirs by itself.
  const delayed = fifo ? banded : hops(banded as Transport);
  const parked = parking(resending(delayed as Transport), {
    ...looks,
    retentionMs: Number(attributes['MessageRetentionPeriod']) * 1000,
    onExpiring: ({ queue, id, expiresAt }) =>
      onWarning(
        `held task ${id} of queue ${queue} will be deleted by SQS at ${new Date(expiresAt).toISOString()}: unhold it, or keep it elsewhere`,
      ),
  });
  // What was composed depends on the settings in ways that only the type of the whole says.
  return adapterOver(parked) as unknown as Adapter<SqsCapabilities>;
}
