import { METRICS, putThenTake } from '../harness/put-then-take.mjs';
import { openContender } from './contenders/open.mjs';

/** So that measurements take about equally long where many are under way. */
export const TASKS = {
  jq: 12_000,
  'jq-lean': 12_000,
  raw: 12_000,
  'raw-asking': 12_000,
  fivebeans: 12_000,
  'fivebeans-asking': 6000,
  'node-beanstalk': 3000,
  'node-beanstalk-10': 6000,
};

/**
 * A scenario in which every contender puts tasks, then reserves and completes them, `width` of them
 * under way at any time.
 */
export function inFlight({ tasks, width, bytes, contenders, targets }) {
  return {
    title: `put, then reserve and complete, ${width} under way, bodies of ${size(bytes)}`,
    tasks,
    contenders,
    metrics: METRICS,
    targets,
    prepare: putThenTake({ openContender, width, bytes }),
  };
}

const UNITS = { MB: 1e6, KB: 1000, bytes: 1 };

function size(bytes) {
  const [unit, factor] = Object.entries(UNITS).find(([, factor]) => bytes >= factor);
  return `${Math.round(bytes / factor)} ${unit}`;
}
