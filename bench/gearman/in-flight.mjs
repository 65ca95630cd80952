import { METRICS, putThenTake } from '../harness/put-then-take.mjs';
import { openContender } from './contenders/open.mjs';

const BODY_BYTES = 10;

/**
 * A scenario in which the adapter and the raw client put tasks, then reserve and complete them,
 * `width` of them under way at any time.
 */
export function inFlight({ tasks, width, cycles }) {
  return {
    title: `put, then reserve and complete, ${width} under way, bodies of ${BODY_BYTES} bytes`,
    tasks,
    contenders: ['jq', 'raw'],
    metrics: METRICS,
    targets: ['put', 'take'].map((metric) => ({ metric, of: 'jq', against: 'raw', atLeast: 0.6 })),
    prepare: putThenTake({ openContender, width, bytes: BODY_BYTES, cycles }),
  };
}
