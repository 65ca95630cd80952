import { type Capabilities, RULES, type Support } from '@jq/core/adapter';

import { markdownTable } from './markdown.js';
import { amount, duration, size } from './quantities.js';

/** An adapter as far as its manifest tells it. */
export interface DeclaredAdapter {
  readonly name: string;
  readonly supports: Capabilities;
}

const SURVIVES = {
  nothing: 'nothing',
  'process-crash': 'a crash of the process',
  'power-loss': 'loss of power',
} as const;

const SHARED = {
  process: 'one process',
  machine: 'processes of one machine',
  network: 'machines on a network',
} as const;

const ORDER = {
  exact: 'priority, then first put',
  banded: 'priority bands',
  none: 'best effort',
} as const;

/** What a guarantee is called for users, and how a manifest tells it. */
const guarantees: readonly (readonly [string, (supports: Capabilities) => string])[] = [
  ['An acknowledged task survives', (s) => SURVIVES[s.durable]],
  ['One store is shared by', (s) => SHARED[s.shared]],
  ['Order', (s) => ORDER[s.ordering]],
  ['Priorities told apart', (s) => amount(s.priorityLevels)],
  ['Order among queues of one reserve', (s) => s.queueOrder],
  ['A lease ends by', (s) => (s.lease === 'timed' ? 'time' : 'time, or with its connection')],
  ['Fencing of late settles', (s) => s.fencing],
  ['A late complete may count', (s) => (s.lateComplete ? 'yes' : 'no')],
  ['Attempts', (s) => s.attempts],
  ['Putting an id twice is one task', (s) => (s.idempotentPut ? 'yes' : 'no')],
  ['Counts', (s) => (s.exactCounts ? 'exact' : 'approximate')],
  ['States to peek at', (s) => s.peek.join(', ') || 'none'],
  ['States to purge', (s) => s.purge.join(', ') || 'none'],
];

const limits: typeof guarantees = [
  ['Resolution of delays and ttr', (s) => duration(s.timeStepMs)],
  ['Longest delay', (s) => duration(s.maxDelayMs)],
  ['Shortest ttr', (s) => duration(s.minTtrMs)],
  ['Longest ttr', (s) => duration(s.maxTtrMs)],
  ['Longest wait of one reserve', (s) => duration(s.maxWaitMs)],
  ['Largest body', (s) => size(s.maxBodyBytes)],
  ['Most tasks of one request', (s) => amount(s.maxBatch)],
];

/** The guarantees, limits and rules of adapters side by side, as Markdown below a title. */
export function adaptersTable(adapters: readonly DeclaredAdapter[]): string {
  const head = ['', ...adapters.map(({ name }) => name)];
  const rows = (list: typeof guarantees): string[][] =>
    list.map(([title, tell]) => [title, ...adapters.map(({ supports }) => tell(supports))]);
  const rules = RULES.map((rule) => [
    `[${rule}](contract-rules.md#${rule.toLowerCase()})`,
    ...adapters.map(({ supports }) => word(supports.rules[rule])),
  ]);
  return [
    'Each column is what an adapter declares; the contract suite runs every check that follows from it.',
    '## Guarantees',
    markdownTable([head, ...rows(guarantees)]),
    '## Limits',
    markdownTable([head, ...rows(limits)]),
    '## Rules',
    '`native`: the broker does it. `emulated`: the adapter does it, with a hazard told below.\n' +
      '`–`: not there; asking for it is refused with `unsupported`.',
    markdownTable([head, ...rules]),
    ...hazards(adapters),
  ].join('\n\n');
}

function word(support: Support): string {
  if (typeof support === 'object') return 'emulated';
  return support === 'native' ? 'native' : '–';
}

function hazards(adapters: readonly DeclaredAdapter[]): string[] {
  const lines = adapters.flatMap(({ name, supports }) =>
    RULES.flatMap((rule) => {
      const support = supports.rules[rule];
      return typeof support === 'object' ? [`- ${name}, ${rule}: ${support.emulated}`] : [];
    }),
  );
  return lines.length === 0 ? [] : ['## Hazards of emulations', lines.join('\n')];
}
